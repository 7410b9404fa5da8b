"""What an administrator should see every morning, and what the installation was set to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from gaoxin_web.accounts.lockout import lock_minutes
from gaoxin_web.accounts.models import AuditEvent
from gaoxin_web.accounts.passwords import profile
from gaoxin_web.environment import text

BACKUP_DAYS, REHEARSAL_DAYS, VERIFY_DAYS = 2, 31, 31
WAITS = timedelta(minutes=5)  # a task that waits longer has no worker
LEAST_FREE = 2 * 2**30  # bytes


@dataclass(frozen=True)
class Line:
    """One thing looked at; ``advice`` is empty while it is well."""

    name: str
    value: str
    advice: str = ""


def found(now: datetime) -> list[Line]:
    return list(_found(now))


def _found(now: datetime) -> Iterator[Line]:
    yield _since(_("最近备份"), "system.backup", now, BACKUP_DAYS, _("每天备份一次，见《备份与恢复》：gaoxin backup。"))
    rehearse = _("每月把最新备份恢复到另一处看一遍，然后点“记为已演练”。")
    yield _since(_("最近恢复演练"), "backup.rehearse", now, REHEARSAL_DAYS, rehearse)
    verify = _("请审计员在“审计日志”校验审计链，或运行 verify_audit。")
    yield _since(_("最近校验审计链"), "audit.verify", now, VERIFY_DAYS, verify)
    yield _worker(now)
    yield _disk()
    secure = _("是") if settings.HTTPS else _("否")
    yield Line("HTTPS", secure, "" if settings.HTTPS else _("对外服务前请在反向代理后启用 GAOXIN_HTTPS。"))
    yield Line(_("软件版本"), f"gaoxin {version('gaoxin')} · {connection.display_name}")


def _since(name: str, action: str, now: datetime, days: int, advice: str) -> Line:
    """When something was last done, by the audit log."""
    last = AuditEvent.objects.filter(action=action, result="done").order_by("-pk").values_list("at", flat=True).first()
    if last is None:
        return Line(name, _("还没有"), advice)
    return Line(name, f"{timezone.localtime(last):%Y-%m-%d %H:%M}", advice if now - last > timedelta(days=days) else "")


def _worker(now: datetime) -> Line:
    waiting = DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True)
    first, count = waiting.first(), waiting.count()
    stuck = first is not None and now - first > WAITS
    words = _("排队 %(n)d 项") % {"n": count} if count else _("没有排队的任务")
    return Line(_("后台任务"), words, _("任务久未处理，后台进程可能没有运行：gaoxin work。") if stuck else "")


def _disk() -> Line:
    free = shutil.disk_usage(settings.DATA).free
    low = _("空间不足，请清理或扩容；写满后不能导入、填报和备份。") if free < LEAST_FREE else ""
    return Line(_("数据盘剩余"), f"{free / 2**30:,.1f} GB", low)


def chosen() -> list[tuple[str, str, str]]:
    """What was set, in words, and by which variable."""
    rules = profile()
    minutes, days = _("%(n)d 分钟"), _("%(n)d 天")
    length = _("至少 %(length)d 位、%(classes)d 类字符") % {"length": rules.length, "classes": rules.classes}
    who = {"none": _("不要求"), "administrators": _("管理员"), "all": _("所有人")}[settings.MFA_FOR]
    return [
        (_("口令策略"), f"{settings.PASSWORD_PROFILE} · {length}", "GAOXIN_PASSWORD_PROFILE"),
        (_("口令最长使用"), days % {"n": rules.days} if rules.days else _("不要求更换"), "GAOXIN_PASSWORD_DAYS"),
        (_("登录失败锁定"), _("%(n)d 次") % {"n": settings.AXES_FAILURE_LIMIT}, "GAOXIN_LOGIN_FAILURES"),
        (_("锁定时间"), minutes % {"n": lock_minutes()}, "GAOXIN_LOCK_MINUTES"),
        (_("必须两步验证"), who, "GAOXIN_MFA_FOR"),
        (_("闲置退出"), minutes % {"n": settings.IDLE_MINUTES}, "GAOXIN_IDLE_MINUTES"),
        (_("一次登录最长"), _("%(n)d 小时") % {"n": settings.SESSION_HOURS}, "GAOXIN_SESSION_HOURS"),
        (_("同一账号同时登录"), _("%(n)d 处") % {"n": settings.SESSIONS_PER_USER}, "GAOXIN_SESSIONS_PER_USER"),
        (_("三员分立"), _yes(settings.THREE_ADMINISTRATORS), "GAOXIN_THREE_ADMINISTRATORS"),
        (_("导出超过多少行须再验密码"), _("%(n)s 行") % {"n": f"{settings.BULK_ROWS:,}"}, "GAOXIN_BULK_ROWS"),
        (_("审计日志保留"), days % {"n": settings.AUDIT_DAYS}, "GAOXIN_AUDIT_DAYS"),
        (_("审计日志外送"), _yes(bool(text("SYSLOG"))), "GAOXIN_SYSLOG"),
        (_("上传文件上限"), f"{settings.UPLOAD_MEGABYTES} MB", "GAOXIN_UPLOAD_MEGABYTES"),
        (_("页面水印"), _yes(settings.WATERMARK), "GAOXIN_WATERMARK"),
    ]


def _yes(on: bool) -> str:
    return _("是") if on else _("否")
