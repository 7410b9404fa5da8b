"""The web's settings for tests: a data folder of its own, quick password digests, tasks at once, files as they are."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("GAOXIN_DATA", tempfile.mkdtemp(prefix="gaoxin-test-"))

from gaoxin_web.settings import *  # noqa: F403 - the folder is chosen before they are read

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405 - `serve` gathers files there; the tests serve none
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
