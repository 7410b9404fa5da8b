"""Who is meant: credit codes, names as written, and the register of firms they are matched against."""
