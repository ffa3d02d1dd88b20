"""Devices of python-oldmemo and python-twomemo that are told what to do: one JSON object a line in, one out."""

import asyncio
import base64
import json
import sys
import xml.etree.ElementTree as ET

import oldmemo.etree
import twomemo.etree
from oldmemo import oldmemo as legacy
from omemo.message import Message
from omemo.session import Initiation
from omemo.storage import Just, Nothing, Storage
from twomemo import twomemo as current

ME = "me@example"
PEER = "peer@example"
DEVICE = 4223


class Memory(Storage):
    """What a device keeps."""

    def __init__(self):
        super().__init__(True)
        self.kept = {}

    async def _load(self, key):
        return Just(self.kept[key]) if key in self.kept else Nothing()

    async def _store(self, key, value):
        self.kept[key] = value

    async def _delete(self, key):
        self.kept.pop(key, None)


class Device:
    """One device, which knows one other device."""

    def __init__(self, version):
        self.is_legacy = version == "legacy"
        self.implementation = legacy if self.is_legacy else current
        self.etree = oldmemo.etree if self.is_legacy else twomemo.etree
        backend = legacy.Oldmemo if self.is_legacy else current.Twomemo
        self.backend = backend(Memory())
        self.session = None

    async def bundle(self, _):
        """Publishes a bundle."""
        if await self.backend.get_num_visible_pre_keys() == 0:
            await self.backend.generate_pre_keys(20)
        bundle = await self.backend.get_bundle(ME, 1)
        return {"xml": ET.tostring(self.etree.serialize_bundle(bundle), encoding="unicode")}

    async def start(self, told):
        """Makes the next message start a session with a bundle."""
        self.session = None
        self.theirs = self.etree.parse_bundle(ET.fromstring(told["xml"]), PEER, DEVICE)
        return {}

    async def send(self, told):
        """Encrypts a text, or nothing."""
        if told.get("text") is None:
            content, plain = await self.backend.encrypt_empty()
        else:
            content, plain = await self.backend.encrypt_plaintext(told["text"].encode())
        if self.session is None:
            self.session, key = await self.backend.build_session_active(PEER, DEVICE, self.theirs, plain)
        else:
            key = await self.backend.encrypt_key_material(self.session, plain)
        is_start = self.session.initiation is Initiation.ACTIVE and not self.session.confirmed
        keys = frozenset({(key, self.session.key_exchange if is_start else None)})
        message = Message(self.implementation.NAMESPACE, ME, 1, content, keys)
        return {"xml": ET.tostring(self.etree.serialize_message(message), encoding="unicode")}

    async def receive(self, told):
        """Decrypts a message; what went wrong has the name of an exception."""
        exchange = None
        try:
            message = ET.fromstring(told["xml"])
            self.etree.MESSAGE_SCHEMA.validate(message)
            element = message.find(".//{*}key")
            wire = base64.b64decode(element.text)
            if element.get("prekey" if self.is_legacy else "kex") == "true":
                parse = self.implementation.KeyExchangeImpl.parse
                exchange, wire = parse(wire, False) if self.is_legacy else parse(wire)
            key = self.implementation.EncryptedKeyMaterialImpl.parse(wire, PEER, DEVICE)
            session = self.session
            if exchange is not None and session is not None:
                is_same = session.initiation is Initiation.PASSIVE
                if not is_same or not session.key_exchange.builds_same_session(exchange):
                    session = None
            if session is not None:
                plain = await self.backend.decrypt_key_material(session, key)
                session.confirm()
            elif exchange is not None:
                session, plain = await self.backend.build_session_passive(PEER, DEVICE, exchange, key)
                await self.backend.delete_pre_key(session)
            else:
                return {"error": "no session"}
            self.session = session
            if message.find("{*}payload") is None:
                return {"text": None}
            payload = base64.b64decode(message.find("{*}payload").text)
            if self.is_legacy:
                content = legacy.ContentImpl(payload, base64.b64decode(message.find(".//{*}iv").text))
            else:
                content = current.ContentImpl(payload)
            return {"text": (await self.backend.decrypt_plaintext(content, plain)).decode()}
        except Exception as exception:  # pylint: disable=broad-except
            return {"error": f"{type(exception).__name__}: {exception}"}


async def main():
    """Answers line by line until nobody asks any more."""
    devices = {}
    for line in sys.stdin:
        told = json.loads(line)
        name = told["device"]
        if told["do"] == "create":
            devices[name] = Device(told["version"])
            answer = {}
        else:
            answer = await getattr(devices[name], told["do"])(told)
        print(json.dumps(answer), flush=True)


asyncio.run(main())
