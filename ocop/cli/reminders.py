"""The command that reminds: run daily by a timer, or after a gap; the worker does the same by the hour."""

import click

from ocop.cli.terminals import Terminal, pass_terminal, say_json
from ocop.jobs.reminders import remind as remind_all
from ocop.services.reminders import make_reminders
from ocop.services.work import reading


@click.command()
@click.option("--dry-run", is_flag=True, help="Chỉ cho xem, không tạo và không gửi gì.")
@click.option("--json", "as_json", is_flag=True)
@pass_terminal
def remind(terminal: Terminal, dry_run: bool, as_json: bool) -> None:
    """Nhắc hạn giấy chứng nhận: trước 180, 150, 120 ngày và khi lỡ kỳ; mỗi lời một lần, chạy lại không sao."""
    sent = 0
    with terminal.context():
        if dry_run:
            with reading():
                made = make_reminders(terminal.now(), terminal.today(), dry_run=True)
        else:
            made, sent = remind_all(
                terminal.now(), terminal.today(), base_url=terminal.public_base_url, mailer=terminal.mailer()
            )
    if as_json:
        say_json({"items": made, "mailed": sent, "dry_run": dry_run})
        return
    for one in made:
        click.echo(f"{one['due_on']:%d/%m/%Y} {one['kind']:<15} {one['certificate']:<16} {one['name']}")
    words = "Sẽ nhắc" if dry_run else "Đã nhắc"
    click.echo(f"{words} {len(made)} giấy chứng nhận, gửi {sent} thư điện tử.", err=True)
