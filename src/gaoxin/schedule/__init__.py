"""Who judges what, and when (评审分配与日程)."""
