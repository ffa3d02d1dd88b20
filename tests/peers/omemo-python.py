"""Devices of python-oldmemo and python-twomemo that are told what to do: one JSON object a line in, one out. Bytes are hexadecimal."""

import asyncio
import json
import sys
import xml.etree.ElementTree as ET

import oldmemo.etree
import twomemo.etree
from oldmemo import oldmemo as legacy
from omemo.session import Initiation
from omemo.storage import Just, Nothing, Storage
from twomemo import twomemo as current

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
        bundle = await self.backend.get_bundle("me@example", 1)
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
        wire = key.serialize()
        is_start = self.session.initiation is Initiation.ACTIVE and not self.session.confirmed
        if is_start:
            wire = self.session.key_exchange.serialize(wire)
            if self.is_legacy:
                wire = wire[0]
        message = {"wire": wire.hex(), "isPreKey": is_start}
        if not content.empty:
            message["payload"] = content.ciphertext.hex()
        if self.is_legacy:
            message["iv"] = content.initialization_vector.hex()
        return message

    async def receive(self, told):
        """Decrypts a message; what went wrong has the name of an exception."""
        wire = bytes.fromhex(told["wire"])
        exchange = None
        try:
            if told["isPreKey"]:
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
            if "payload" not in told:
                return {"text": None}
            payload = bytes.fromhex(told["payload"])
            if self.is_legacy:
                content = legacy.ContentImpl(payload, bytes.fromhex(told["iv"]))
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
