import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from portal.alarm.calls import TEXT, CallFailedError
from portal.settings import Smtp

_TIMEOUT_SECONDS = 30
_SUBJECT = "Please open your console"


def alarm_mail(sender: str, recipient: str) -> EmailMessage:
    """The alarm mail: nothing but its recipient and date ever differs."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, _SUBJECT
    mail["Date"] = formatdate(usegmt=True)
    # The default would tell the machine's own name.
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{TEXT}\n")
    return mail


def send(smtp: Smtp, recipient: str) -> None:
    """Sends the alarm mail. Raises `CallFailedError`."""
    try:
        password = smtp.password_file.read_text(encoding="utf-8").strip() if smtp.password_file else ""
    except OSError as error:
        raise CallFailedError("the password file cannot be read") from error
    context = ssl.create_default_context()
    try:
        with _connect(smtp, context) as server:
            if smtp.tls == "starttls":
                server.starttls(context=context)
            if smtp.user:
                server.login(smtp.user, password)
            server.send_message(alarm_mail(smtp.sender, recipient))
    except smtplib.SMTPAuthenticationError as error:
        raise CallFailedError("the mail server refused the password") from error
    except smtplib.SMTPRecipientsRefused as error:
        raise CallFailedError("the mail server refused the recipient") from error
    except smtplib.SMTPException as error:
        raise CallFailedError(f"the mail server refused: {type(error).__name__}") from error
    except OSError as error:
        raise CallFailedError(f"the mail server was not reached: {type(error).__name__}") from error


def _connect(smtp: Smtp, context: ssl.SSLContext) -> smtplib.SMTP:
    if smtp.tls == "tls":
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=_TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(smtp.host, smtp.port, timeout=_TIMEOUT_SECONDS)
