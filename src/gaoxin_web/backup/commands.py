"""``gaoxin backup FILE`` and ``gaoxin restore FILE``: parse, call, say what was found."""

from __future__ import annotations

import argparse
import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING

from gaoxin_web.backup.errors import BackupError

if TYPE_CHECKING:
    from gaoxin_web.backup.archive import Manifest

BACKUP_HELP = "备份：数据库与上传文件存成一个文件，不停用"
RESTORE_HELP = "恢复：校验备份后取代当前数据，并检查完整性"


def add_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件，如 gaoxin-20260515.backup；不覆盖已有文件")
    _add_common(parser)


def add_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件")
    parser.add_argument("--replace", action="store_true", help="以备份取代这里已有的全部数据")
    _add_common(parser)


def run_backup(args: argparse.Namespace) -> int:
    """Exit code 0: done; a refusal raises."""

    from gaoxin_web.backup.writing import back_up  # noqa: PLC0415 - not before Django is set up

    manifest = back_up(args.file, passphrase=_passphrase(args, twice=True))
    if args.json:
        print(json.dumps({"file": str(args.file), **_summary(manifest)}, ensure_ascii=False))
    else:
        size = args.file.stat().st_size
        sealed = "已加口令" if _wants_passphrase(args) else "未加口令"
        print(f"已备份到 {args.file}（{size:,} 字节，{sealed}）：{_words(manifest)}。")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Exit code 0: restored and whole; 1: restored, and something was found."""

    from gaoxin_web.backup.restoring import restore  # noqa: PLC0415 - not before Django is set up

    manifest, findings = restore(args.file, passphrase=_passphrase(args), replace=args.replace)
    if args.json:
        print(json.dumps({**_summary(manifest), "findings": [f.__dict__ for f in findings]}, ensure_ascii=False))
    else:
        print(f"已恢复 {manifest.made_at} 的备份：{_words(manifest)}。")
        for finding in findings:
            print(f"  {finding.name} {finding.counted:,}：{finding.wrong or '无误'}")
    return 1 if any(finding.wrong for finding in findings) else 0


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--passphrase-file", type=Path, metavar="PATH", help="口令所在的文件，取第一行；- 为当场输入")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def _wants_passphrase(args: argparse.Namespace) -> bool:
    return args.passphrase_file is not None


def _passphrase(args: argparse.Namespace, *, twice: bool = False) -> str:
    if not _wants_passphrase(args):
        return ""
    if str(args.passphrase_file) == "-":
        given = getpass.getpass("口令：")
        if twice and getpass.getpass("再输一次：") != given:
            raise BackupError("两次输入的口令不同，未作任何更改。")
    else:
        try:
            given = args.passphrase_file.read_text("utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise BackupError(f"读不出口令文件 {args.passphrase_file}，请检查路径与权限。") from error
    if not given:
        raise BackupError("口令为空。不加口令请去掉 --passphrase-file。")
    return given


def _summary(manifest: Manifest) -> dict[str, object]:
    counted = {"tables": len(manifest.tables), "rows": manifest.rows, "files": len(manifest.files)}
    return {"made_at": manifest.made_at, "version": manifest.version, "database": manifest.database, **counted}


def _words(manifest: Manifest) -> str:
    return f"{len(manifest.tables)} 张表 {manifest.rows:,} 条记录，{len(manifest.files):,} 个文件"
