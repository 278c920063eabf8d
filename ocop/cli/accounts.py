"""Commands that make accounts and tokens."""

import sys

import click

from ocop.cli.terminals import Terminal, pass_terminal
from ocop.domain.accounts import OPERATOR, Role, Scope
from ocop.services.accounts import create_user, find_user
from ocop.services.second_factors import drop_factor
from ocop.services.tokens import create_token
from ocop.services.work import unit_of_work


@click.group()
def user() -> None:
    """Tài khoản đăng nhập."""


@user.command("create")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([str(role) for role in Role]))
@click.option("--subject", "subject_id", help="Mã chủ thể của tài khoản chủ thể.")
@click.option("--unit", "unit_code", help="Mã đơn vị của cơ quan.")
@click.option("--full-name", help="Họ tên.")
@click.option("--password-stdin", is_flag=True, help="Đọc mật khẩu từ đầu vào chuẩn.")
@pass_terminal
def create_account(
    terminal: Terminal,
    name: str,
    role: str,
    subject_id: str | None,
    unit_code: str | None,
    full_name: str | None,
    password_stdin: bool,
) -> None:
    """Tạo tài khoản; nếu không cho mật khẩu thì tạo một mật khẩu và in ra một lần."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    with terminal.context(), unit_of_work():
        _, made = create_user(
            OPERATOR,
            terminal.now(),
            name=name,
            role=Role(role),
            password=password,
            full_name=full_name,
            subject_id=subject_id,
            unit_code=unit_code,
        )
    if made:
        click.echo(made)


@user.command("drop-second-factor")
@click.argument("name")
@click.option("--why", help="Lý do, ghi vào nhật ký.")
@pass_terminal
def drop_second_factor(terminal: Terminal, name: str, why: str | None) -> None:
    """Bỏ lớp bảo vệ thứ hai đã mất của một tài khoản; mọi phiên của nó kết thúc."""
    with terminal.context(), unit_of_work():
        drop_factor(OPERATOR, terminal.now(), user_id=find_user(name).id, why=why)


@click.group()
def token() -> None:
    """Mã truy cập API."""


@token.command("create")
@click.argument("user_name", metavar="USER")
@click.option("--scope", "scopes", multiple=True, type=click.Choice([str(scope) for scope in Scope]))
@click.option("--days", default=365, show_default=True, type=click.IntRange(1, 365))
@pass_terminal
def create_api_token(terminal: Terminal, user_name: str, scopes: tuple[str, ...], days: int) -> None:
    """Tạo mã truy cập của một tài khoản và in ra một lần."""
    with terminal.context(), unit_of_work():
        made = create_token(
            OPERATOR, terminal.now(), user=find_user(user_name), scopes=list(scopes) or None, days=days
        )
    click.echo(made)
