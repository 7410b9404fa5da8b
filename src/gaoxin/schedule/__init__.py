"""Who judges what, and when (评审分配与日程).

``gaoxin.schedule.assignment`` gives entries their judges, ``gaoxin.schedule.timetable`` talks their sessions,
``gaoxin.schedule.slots`` makes starting times over time zones, and ``gaoxin.schedule.draw`` draws an order by lot that
anybody can verify. OR-Tools (the extra ``schedule``) is imported when something is solved, not before.
"""
