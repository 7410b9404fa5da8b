"""An entry in the hands of its maker: by the link without an account, or signed in for an enterprise.

Both ways are the same pages; only how the entry is found differs. Everything works without JavaScript; with it a
draft is kept while one writes.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gaoxin_web.accounts import audit, throttle
from gaoxin_web.accounts.models import User
from gaoxin_web.accounts.roles import PUBLIC
from gaoxin_web.accounts.views import LONGEST_KEY, Page
from gaoxin_web.contests.forms.entry import EntryForm, label_of
from gaoxin_web.contests.links import entry_of, link_of
from gaoxin_web.contests.models import Entry, EntryFile, EntryStep, Question
from gaoxin_web.contests.queries.entries import answers_of, clashes
from gaoxin_web.contests.services import entries as services
from gaoxin_web.contests.services import files
from gaoxin_web.contests.services.refusal import RefusedError
from gaoxin_web.contests.views.public import WINDOW, address_of, too_many
from gaoxin_web.ui.qr import picture

MOST_WRONG, MOST_SAVES, MOST_UPLOADS = 20, 300, 40
AUTOSAVE = "autosave"
UNPROCESSABLE, CONFLICT = 422, 409


@method_decorator(never_cache, name="dispatch")
class Desk(Page):
    """Where an entry is filled; a subclass finds it."""

    urls: ClassVar[dict[str, str]] = {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.entry = self.find(**kwargs)
        except Http404:
            if self.permission != PUBLIC:
                raise
            if throttle.tries(f"contests:wrong:{address_of(request)}", WINDOW) > MOST_WRONG:
                return too_many(request)
            return render(request, "contests/entry_no_link.html", status=404)
        if request.method == "POST":
            what, most = ("upload", MOST_UPLOADS) if request.FILES else ("save", MOST_SAVES)
            if throttle.tries(f"contests:{what}:{self.entry.pk}", WINDOW) > most:
                return too_many(request)
        return super().dispatch(request, *args, **kwargs)

    def find(self, **kwargs: Any) -> Entry:
        raise NotImplementedError

    @property
    def who(self) -> User | None:
        """The account that fills; None for a link, whoever holds it and whoever is signed in beside it."""
        return None

    def url(self, name: str = "form", **more: Any) -> str:
        return reverse(self.urls[name], kwargs=self.own_kwargs() | more)

    def own_kwargs(self) -> dict[str, Any]:
        return {name: value for name, value in self.kwargs.items() if name != "file"}

    def note(self, action: str, **detail: Any) -> None:
        detail |= {"by": "link" if self.who is None else "account"}
        zone = self.entry.contest.zone
        audit.record(f"entry.{action}", request=self.request, zone=zone, target=self.entry, detail=detail)


class ByLink(Desk):
    permission = PUBLIC
    urls: ClassVar = {"form": "entry", "file": "entry_file"}

    def find(self, token: str, **_kwargs: Any) -> Entry:
        entry = entry_of(token)
        if entry is None:
            raise Http404
        return entry


class ByAccount(Desk):
    permission = "own.fill"
    urls: ClassVar = {"form": "own_entry", "file": "own_entry_file"}

    def find(self, entry: int, **_kwargs: Any) -> Entry:
        rows = Entry.objects.select_related("contest__zone", "division", "track", "enterprise")
        return get_object_or_404(self.visible(rows), pk=entry)

    @property
    def who(self) -> User | None:
        return self.access.user


class Fill:
    """The form itself."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.page(EntryForm(entry=self.entry))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        action = request.POST.get("action", "save")
        try:
            if action in ("withdraw", "take_up"):
                return self._turn(action)
            return self._written(action)
        except RefusedError as refusal:
            return self._refused(str(refusal))

    def _turn(self, action: str) -> HttpResponse:
        turned = services.withdraw if action == "withdraw" else services.take_up
        turned(self.entry.pk, self.who)
        self.note("withdraw" if action == "withdraw" else "restore")
        words = _("已撤回。") if action == "withdraw" else _("可以修改了，改好后请再次提交。")
        messages.success(self.request, words)
        return redirect(self.url())

    def _written(self, action: str) -> HttpResponse:
        post = self.request.POST
        form = EntryForm(post, entry=self.entry)
        try:
            self.entry = services.save(self.entry.pk, form.written(post))
        except services.ConflictError as conflict:
            return self._conflict(conflict.entry)
        if self.request.headers.get("X-Requested-With") == AUTOSAVE:
            at = timezone.localtime(self.entry.saved_at)
            return JsonResponse({"version": self.entry.version, "saved": _("%(at)s 已保存") % {"at": f"{at:%H:%M:%S}"}})
        faults = self._files(action)
        if action == "submit":
            return self._submit(faults)
        if faults:
            return self.page(EntryForm(post, entry=self.entry), faults=faults, status=UNPROCESSABLE)
        messages.success(self.request, _("草稿已保存。提交之前主办方看不到。"))
        return redirect(self.url())

    def _files(self, action: str) -> dict[int, str]:
        """Files sent are kept and those ticked taken away; question → why a file was not kept."""
        faults: dict[int, str] = {}
        verb, _colon, key = action.partition(":")
        if verb == "remove" and key.isascii() and key.isdecimal() and len(key) < LONGEST_KEY:
            files.drop(self.entry, int(key))
        questions = self.entry.contest.questions.filter(retired=False, kind=Question.Kind.FILE)
        for question in questions:
            for file in self.request.FILES.getlist(f"f_{question.key}"):
                try:
                    kept = files.keep(self.entry, question, file)
                    self.note("upload", file=kept.name, sha256=kept.sha256, bytes=kept.size)
                except ValidationError as error:
                    faults[question.pk] = f"{file.name}: {' '.join(error.messages)}"
        return faults

    def _submit(self, faults: dict[int, str]) -> HttpResponse:
        form = EntryForm(self.request.POST, entry=self.entry, submitting=True)
        if not form.is_valid() or faults:
            return self.page(form, faults=faults, status=UNPROCESSABLE)
        entry = services.submit(self.entry.pk, self.who)
        self.entry = entry
        self.note("submit", number=entry.number)
        messages.success(self.request, _("已提交，编号 %(number)s。请留存本页链接。") % {"number": entry.number})
        return redirect(self.url())

    def _conflict(self, entry: Entry) -> HttpResponse:
        """Another window saved meanwhile: what was written here is still on the page, and beside it what stands."""
        if self.request.headers.get("X-Requested-With") == AUTOSAVE:
            words = _("这份报名表在别的窗口改过，这里的内容没有覆盖。请点“保存草稿”核对。")
            return JsonResponse({"conflict": words}, status=CONFLICT)
        self.entry = entry
        form = EntryForm(self.request.POST, entry=entry)
        return self.page(form, clash=clashes(entry, form.written(self.request.POST)), status=CONFLICT)

    def _refused(self, why: str) -> HttpResponse:
        if self.request.headers.get("X-Requested-With") == AUTOSAVE:
            return JsonResponse({"refused": why}, status=CONFLICT)
        messages.error(self.request, why, "danger")
        return redirect(self.url())

    def page(
        self, form: EntryForm, *, faults: dict[int, str] | None = None, clash: Any = None, status: int = 200
    ) -> HttpResponse:
        entry, contest = self.entry, self.entry.contest
        closed = services.why_closed(entry)
        link = link_of(entry, self.request) if self.who is None else ""
        steps = list(entry.steps.exclude(action=EntryStep.Action.NEW_LINK)[:20])
        rows = form.rows()
        for row in rows:
            row["fault"] = (faults or {}).get(row["question"].pk, "")
        context = {
            "entry": entry,
            "contest": contest,
            "zone": contest.zone,
            "form": form,
            "rows": rows,
            "faults": [(label_of(one["question"]), one["fault"]) for one in rows if one["fault"]],
            "clash": clash,
            "closed": closed,
            "answers": answers_of(entry) if closed else [],
            "may_withdraw": entry.state != Entry.State.WITHDRAWN and not entry.places.exists(),
            "may_take_up": entry.state in (Entry.State.WITHDRAWN, Entry.State.SUBMITTED) and contest.is_open,
            "steps": steps,
            "comment": next((one.comment for one in steps if one.comment), ""),
            "link": link,
            "qr": picture(link) if link else "",
            "is_new": bool(self.request.GET.get("new")),
            "by_link": self.who is None,
            "form_url": self.url(),
            "file_url": self.urls["file"],
            "accept": ",".join(files.ALLOWED),
        }
        return render(self.request, "contests/entry.html", context, status=status)


class EntryByLink(Fill, ByLink): ...


class EntryByAccount(Fill, ByAccount): ...


class File:
    """A file of one's own entry, to save."""

    def get(self, request: HttpRequest, file: int, **_kwargs: Any) -> FileResponse:
        found = get_object_or_404(EntryFile.objects.select_related("entry"), pk=file, entry=self.entry)
        return handed(found.file, found.name)


class FileByLink(File, ByLink): ...


class FileByAccount(File, ByAccount): ...


def handed(file: FieldFile, name: str) -> FileResponse:
    """Always to save, never to show: a browser must not run what somebody sent."""
    if not file or not file.storage.exists(file.name):
        raise Http404
    safe = PurePath(name.replace("\\", "/")).name or "file"
    return FileResponse(file.open("rb"), as_attachment=True, filename=safe, content_type="application/octet-stream")
