"""Bring the front-end files that pages load into the repository: ``python scripts/vendor.py``.

Needs npm, once, when a version changes; nobody who runs or tests gaoxin needs it. Each file is copied as its
package ships it, beside the package's licence, and ``vendor.json`` keeps version, licence and SHA-384.
"""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parent.parent / "src/gaoxin_web/ui/static"
PACKAGES = {  # package and version: files
    "@tabler/core@1.6.1": ("dist/css/tabler.min.css", "dist/js/tabler.min.js"),
    "htmx.org@2.0.11": ("dist/htmx.min.js",),
    "echarts@6.1.0": ("dist/echarts.min.js",),
    "tom-select@2.6.2": ("dist/css/tom-select.bootstrap5.min.css", "dist/js/tom-select.complete.min.js"),
    "flatpickr@4.6.13": ("dist/flatpickr.min.css", "dist/flatpickr.min.js", "dist/l10n/zh.js"),
    "sortablejs@1.15.7": ("Sortable.min.js",),
}
ICONS = "@tabler/icons@3.49.0"
SPRITE = (  # names of outline icons
    "adjustments alert-circle alert-triangle arrow-back-up arrow-left arrow-right award bell book building "
    "building-community building-factory-2 calendar calendar-due chart-bar chart-dots-3 check chevron-down "
    "chevron-right chevron-up clipboard-check clipboard-list clock columns copy dashboard database device-floppy "
    "dots download edit eye file-spreadsheet file-text filter flag gavel help-circle history home id info-circle key "
    "language list-check list-details lock login logout mail map-pin menu-2 message-report microphone moon number "
    "paperclip phone plus printer qrcode refresh report-analytics route search send settings "
    "shield-check sort-ascending sort-descending stairs-up star sum sun target-arrow table trash trophy upload user "
    "user-check users wallet x"
)


def main() -> None:
    """Copy every file, and write what was copied."""
    record: dict[str, Any] = {}
    for package, names in PACKAGES.items():
        files = dict(_unpacked(package))
        folder = STATIC / "vendor" / _bare(package).rpartition("/")[2]
        record[package] = {"licence": json.loads(files["package.json"])["license"], "files": {}}
        licence = next((name for name in files if name.upper().startswith("LICENSE")), None)
        for name in (*names, *([licence] if licence else [])):  # Tabler's stands at the head of its files
            _write(folder / Path(name).name, _without_map(files[name]), record[package])
    record[ICONS] = _sprite(dict(_unpacked(ICONS)))
    (STATIC / "vendor/vendor.json").write_text(json.dumps(record, indent=1, sort_keys=True) + "\n")


def digest(path: Path) -> str:
    """A file's SHA-384, as ``integrity`` attributes write it."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def _unpacked(package: str) -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            for member in tar:
                if member.isfile() and (stream := tar.extractfile(member)):
                    yield member.name.partition("/")[2], stream.read()


def _bare(package: str) -> str:
    return package.rpartition("@")[0]


def _without_map(content: bytes) -> bytes:
    """Source maps are not shipped, so the line that asks for one would be a failed request."""
    lines = [line for line in content.splitlines(keepends=True) if b"sourceMappingURL=" not in line]
    return b"".join(lines)


def _write(target: Path, content: bytes, entry: dict[str, Any]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    entry["files"][str(target.relative_to(STATIC))] = digest(target)


def _sprite(files: dict[str, bytes]) -> dict[str, Any]:
    """One file of symbols, and its entry in the record."""
    symbols: list[str] = []
    entry: dict[str, Any] = {"licence": json.loads(files["package.json"])["license"], "files": {}}
    for name in sorted(SPRITE.split()):
        body = files[f"icons/outline/{name}.svg"].decode()
        inner = body[body.index(">", body.index("<svg")) + 1 : body.rindex("</svg>")]
        inner = inner.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none"/>', "").strip()
        style = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" {style}>{" ".join(inner.split())}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    _write(STATIC / "vendor/icons/icons.svg", sprite.encode(), entry)
    _write(STATIC / "vendor/icons/LICENSE", files["LICENSE"], entry)
    return entry


if __name__ == "__main__":
    main()
