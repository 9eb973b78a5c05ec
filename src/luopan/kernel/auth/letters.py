"""The mail with which somebody who has forgotten their password gets on."""

import structlog

from luopan.kernel.auth import one_time
from luopan.kernel.auth.accounts import account_of_email
from luopan.kit.clock import Clock
from luopan.kit.database import Database
from luopan.kit.mail import MailServer

log = structlog.get_logger()

SEND_RESET_LINK = "send_reset_link"
"""The job. It carries a mail address and no token: that is made when it is sent, and is stored nowhere but as its hash."""


async def send_reset_link(
    database: Database, clock: Clock, server: MailServer | None, link_base: str, email: str, address: str | None
) -> None:
    """Sends a link to the active user with this mail who has a password; nothing where there is none."""
    if server is None:
        log.warning("no_mail_server", hint="LUOPAN_SMTP_URL is not set: no link was sent")
        return
    async with database.transaction() as session:
        account = await account_of_email(session, email)
        if account is None or account.password_hash is None:
            return
        made = await one_time.make(session, clock(), account.id, "reset", by=None, address=address)
    await server.send(account.email, SUBJECT, TEXT.format(name=account.name, link=f"{link_base}{made.link}"))


SUBJECT = "重设罗盘密码 · Reset your Luopan password"
TEXT = """\
{name}，您好：

有人请求重设您在罗盘的密码。如果是您本人，请在一小时内打开下面的链接；如果不是，请忽略这封邮件，密码不会改变。

Hello {name},

Somebody has asked to reset your password for Luopan. If that was you, open this link within an hour. If not, ignore this mail:
your password stays as it is.

{link}
"""
