"""A project with single services on MiniStack, which has what moto lacks of them, and all others on moto."""

from emulator import client
from project import Project


class Mixed(Project):
    """`AWS_ENDPOINT_URL_S3` and its like lead single services elsewhere."""

    def __init__(self, folder, endpoint, elsewhere, services, **more):
        super().__init__(folder, endpoint, **more)
        self.elsewhere = elsewhere
        self.services = services

    def environment(self, **more):
        there = {f"AWS_ENDPOINT_URL_{service.upper()}": self.elsewhere for service in self.services}
        return super().environment(**there, **more)

    def client(self, service):
        """AWS's own client, at the endpoint where the project has the service."""
        return client(service, self.elsewhere if service in self.services else self.endpoint)
