"""Commands that make and serve a registry: init, run, serve, work."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from types import FrameType
from typing import Any

import click
import qrcode

from ocop.cli.terminals import Terminal, pass_terminal, say_json
from ocop.services.databases import upgrade_databases
from ocop.services.fonts import web_fonts
from ocop.services.references import load_references
from ocop.services.registries import NONE, SAMPLE, fact
from ocop.services.samples import load_sample, make_demonstration_accounts, set_record
from ocop.services.stories import drop_stories
from ocop.services.work import reading, unit_of_work

#: How long the worker rests before it is started again, in seconds.
_RESTART_AFTER = 2.0


def make_registry(terminal: Terminal, sample: str | None) -> list[dict[str, Any]]:
    """Bring the store to the newest tables and reference data; return accounts made for a new sample.

    `sample` None keeps what an existing registry holds, and is the sample for a new one.
    """
    with terminal.context():
        upgrade_databases()
        web_fonts(terminal.data_dir / "fonts")
        with reading():
            held = fact("record")
        record = sample or held or SAMPLE
        with unit_of_work():
            load_references(terminal.seed_folder)
            drop_stories()  # they name units and sets, which may be called otherwise by now
            if not set_record(record, terminal.now()) or record == NONE:
                return []
            folder = terminal.seed_folder / "tra_vinh_2025"
            load_sample(folder, terminal.now(), terminal.timezone)
            return make_demonstration_accounts(terminal.now())


@click.command()
@click.option("--sample", type=click.Choice([SAMPLE, NONE]), help="Dữ liệu của kho mới (mặc định: tra-vinh).")
@click.option("--json", "as_json", is_flag=True, help="In tài khoản minh họa dạng JSON.")
@pass_terminal
def init(terminal: Terminal, sample: str | None, as_json: bool) -> None:
    """Tạo kho dữ liệu hoặc nâng cấp kho đang có; không bao giờ xóa gì."""
    accounts = make_registry(terminal, sample)
    if as_json:
        say_json({"accounts": accounts})
    else:
        _say_accounts(accounts)
        click.echo(f"Kho dữ liệu sẵn sàng: {terminal.data_dir}", err=True)


def _say_accounts(accounts: list[dict[str, Any]]) -> None:
    """Print the demonstration accounts, once."""
    if not accounts:
        return
    click.echo("Tài khoản minh họa (mật khẩu chỉ hiện một lần này):")
    for account in accounts:
        click.echo(f"  {account['role']:<14} {account['name']:<20} {account['password']}")


@click.command()
@click.option("--lan", is_flag=True, help="Nghe trên mạng nội bộ và in mã QR của địa chỉ.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@pass_terminal
def run(terminal: Terminal, lan: bool, port: int) -> None:
    """Tạo kho mẫu nếu chưa có, rồi phục vụ: một lệnh cho người mới xem lần đầu."""
    accounts = make_registry(terminal, None)
    host = _own_address() if lan else "127.0.0.1"
    shown = host if lan else "localhost"
    address = os.environ.get("OCOP_PUBLIC_BASE_URL") or f"http://{shown}:{port}"
    _say_accounts(accounts)
    click.echo(f"Địa chỉ: {address}")
    if lan:
        code = qrcode.QRCode(border=2)
        code.add_data(address)
        code.print_ascii(out=sys.stdout, invert=True)
    sys.stdout.flush()
    _serve(
        terminal, "0.0.0.0" if lan else host, port, workers=1, worker=True, extra={"OCOP_PUBLIC_BASE_URL": address}
    )


def _own_address() -> str:
    """Return this machine's address on the local network; no packet is sent to learn it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--worker/--no-worker", default=True, help="Chạy kèm tiến trình việc nền.")
@pass_terminal
def serve(terminal: Terminal, host: str, port: int, workers: int, worker: bool) -> None:
    """Phục vụ trang web và API bằng granian."""
    _serve(terminal, host, port, workers=workers, worker=worker, extra={})


def _serve(terminal: Terminal, host: str, port: int, *, workers: int, worker: bool, extra: Mapping[str, str]) -> None:
    terminal.check_serving()
    granian = [sys.executable, "-m", "granian", "ocop.app:served_app", "--factory", "--interface", "wsgi"]
    granian += ["--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", "4"]
    granian += ["--no-ws", "--http", "1", "--respawn-failed-workers", "--log-level", "warning"]
    commands = [granian, [sys.executable, "-m", "ocop", "work"]] if worker else [granian]
    _supervise(commands, {**os.environ, **extra})


def _supervise(commands: list[list[str]], environment: Mapping[str, str]) -> None:
    """Run the server and beside it the worker, which is started again if it ends; end with the server."""
    children = [subprocess.Popen(command, env=dict(environment)) for command in commands]

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for child in children:
            child.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while children[0].poll() is None:
        time.sleep(0.2)
        for place, child in enumerate(children[1:], start=1):
            if child.poll() is not None and children[0].poll() is None:
                time.sleep(_RESTART_AFTER)
                children[place] = subprocess.Popen(commands[place], env=dict(environment))
    for child in children[1:]:
        child.terminate()
        child.wait(timeout=15)
    sys.exit(0 if children[0].returncode in (0, -signal.SIGTERM, -signal.SIGINT) else 1)


@click.command()
@pass_terminal
def work(terminal: Terminal) -> None:
    """Chạy tiến trình việc nền: dọn dẹp định kỳ và việc dài."""
    terminal.work()
