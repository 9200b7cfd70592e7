"""Queues as SQS keeps them: attributes as they were set, and names that are taken for a while after their queue went."""

import json
import threading
import time

from protocol import refusal

from .bodies import closed, opened

# What the emulator loses in a change of another attribute, spells otherwise, or never tells.
KEPT = ("Policy", "KmsDataKeyReusePeriodSeconds")

# AWS's minute, as much shorter as pauses are.
SECONDS = 3.0

RECENTLY = "You must wait 60 seconds after deleting a queue before you can create another with the same name."


class Queues:
    def __init__(self):
        self._kept = {}
        self._went = {}
        self._lock = threading.Lock()

    def answer(self, call, forward):
        answers = {
            "CreateQueue": self._create,
            "SetQueueAttributes": self._set,
            "GetQueueAttributes": self._tell,
            "DeleteQueue": self._delete,
        }
        answer = answers.get(call.action) if call.service == "sqs" else None
        return answer(call, forward) if answer else forward()

    def _create(self, call, forward):
        name = call.parameters["QueueName"]
        with self._lock:
            if time.monotonic() < self._went.get(name, 0):
                return refusal(call.request, 400, "QueueDeletedRecently", RECENTLY)
        reply = forward()
        if reply[0] < 300:
            self._keep(name, call.parameters.get("Attributes", {}))
        return reply

    def _set(self, call, forward):
        name, attributes = name_of(call), call.parameters["Attributes"]
        with self._lock:
            policy = self._kept.get(name, {}).get("Policy")
        said = {"Policy": policy} | attributes if policy else attributes
        reply = forward(json.dumps(call.parameters | {"Attributes": said}).encode())
        if reply[0] < 300:
            self._keep(name, attributes)
        return reply

    def _keep(self, name, attributes):
        with self._lock:
            kept = self._kept.setdefault(name, {})
            kept |= {key: attributes[key] for key in KEPT if key in attributes}

    def _tell(self, call, forward):
        reply = forward()
        tree = opened(call.request, reply)
        attributes = tree.root.get("Attributes") if tree else None
        if attributes is None:
            return reply
        with self._lock:
            kept = dict(self._kept.get(name_of(call), {}))
        asked = call.parameters.get("AttributeNames", [])
        attributes |= {key: text for key, text in kept.items() if text and ("All" in asked or key in asked)}
        return closed(reply, tree)

    def _delete(self, call, forward):
        reply = forward()
        if reply[0] < 300:
            with self._lock:
                self._kept.pop(name_of(call), None)
                self._went[name_of(call)] = time.monotonic() + SECONDS
        return reply


def name_of(call):
    return call.parameters["QueueUrl"].rsplit("/", 1)[-1]
