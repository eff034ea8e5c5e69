"""A mail server for tests, on loopback, made of aiosmtpd. It prints its port and runs until its standard input ends.

usage: smtp_server.py FOLDER [--port N] [--cert FILE --key FILE] [--smtps] [--user NAME --password WORD]

Each mail it takes becomes FOLDER/N.eml, its envelope FOLDER/N.to. What it does depends on the name in the address:
  grey…    the first time 451, then taken          never…   550
  slow…    takes it after two seconds              ends…    421, and hangs up
"""
import argparse
import asyncio
import logging
import ssl
import sys
import warnings
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

arguments = argparse.ArgumentParser()
arguments.add_argument("folder", type=Path)
arguments.add_argument("--port", type=int, default=0)
arguments.add_argument("--cert")
arguments.add_argument("--key")
arguments.add_argument("--smtps", action="store_true")
arguments.add_argument("--user")
arguments.add_argument("--password")
given = arguments.parse_args()

SLOW_SECONDS = 2

# Handshakes that fail are what is tested.
logging.disable()
warnings.simplefilter("ignore")


class Handler:
    def __init__(self):
        self.seen = set()
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name.startswith("never"):
            return "550 5.1.1 no such mailbox"
        if name.startswith("ends"):
            return "421 4.3.2 closing"
        if name.startswith("grey") and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 come again"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("slow"):
            await asyncio.sleep(SLOW_SECONDS)
        self.count += 1
        secure = "tls" if session.ssl or given.smtps else "plain"
        line = f"{envelope.mail_from} {','.join(envelope.rcpt_tos)} {secure}\n"
        (given.folder / f"{self.count}.to").write_text(line)
        new = given.folder / f"{self.count}.new"
        new.write_bytes(envelope.original_content)
        new.rename(given.folder / f"{self.count}.eml")
        return "250 taken"


def check(server, session, envelope, mechanism, login):
    good = login.login == given.user.encode() and login.password == given.password.encode()
    return AuthResult(success=good, handled=False)


async def main():
    tls = None
    if given.cert:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(given.cert, given.key)
    handler = Handler()

    def make():
        more = {}
        if given.user:
            more = {"authenticator": check, "auth_required": True, "auth_require_tls": tls is not None and not given.smtps}
        starttls = tls if tls and not given.smtps else None
        return SMTP(handler, hostname="mail.test", tls_context=starttls, require_starttls=starttls is not None, **more)

    server = await asyncio.get_running_loop().create_server(
        make, "127.0.0.1", given.port, ssl=tls if given.smtps else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
