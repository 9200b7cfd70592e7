"""What the emulator does otherwise with secrets: names of those that can still be restored, and the status of what is not there."""

from protocol import refusal

SCHEDULED = "You can't create this secret because a secret with this name is already scheduled for deletion."


class Secrets:
    def __init__(self, clouds):
        self.clouds = clouds

    def answer(self, call, forward):
        if call.service != "secretsmanager":
            return forward()
        if call.action == "CreateSecret" and self._is_scheduled(call.parameters["Name"]):
            return refusal(call.request, 400, "InvalidRequestException", SCHEDULED)
        reply = forward()
        return (400, *reply[1:]) if reply[0] == 404 else reply

    def _is_scheduled(self, name):
        pages = self.clouds("secretsmanager").get_paginator("list_secrets").paginate(IncludePlannedDeletion=True)
        return any(each["Name"] == name and "DeletedDate" in each for page in pages for each in page["SecretList"])
