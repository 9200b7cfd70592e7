"""An emulator's server as a process of its own, emptied before every test."""

import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request

import boto3
from botocore.config import Config

ACCOUNT = "123456789012"
REGION = "us-east-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "wire"}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def client(service, endpoint):
    """AWS's own client, which tries once."""
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )


class Emulator:
    """An AWS account of the tests' own."""

    name = "moto"
    resets = "/moto-api/reset"
    # Seconds until it listens.
    patience = 30

    def __init__(self, log):
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        program, environment = self.program(log.parent)
        with open(log, "wb") as output:
            self.process = subprocess.Popen(
                program, env={**os.environ, **environment}, stdout=output, stderr=output
            )
        self._wait(log)
        self._clients = {}
        self._lock = threading.Lock()
        self.ec2 = self.client("ec2")

    def program(self, _):
        """What is run, and what its environment says."""
        program = [os.environ["SCAFFOLD_MOTO"], "-H", "127.0.0.1", "-p", str(self.port)]
        return program, {"MOTO_ACCOUNT_ID": ACCOUNT, "MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}

    def client(self, service):
        """AWS's own client for a service, one for all who ask."""
        with self._lock:
            if service not in self._clients:
                self._clients[service] = client(service, self.endpoint)
            return self._clients[service]

    def _wait(self, log):
        for _ in range(self.patience * 10):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        self.stop()
        with open(log, encoding="utf-8", errors="replace") as output:
            raise RuntimeError(f"{self.name} did not start:\n{output.read()}")

    def reset(self):
        request = urllib.request.Request(f"{self.endpoint}{self.resets}", method="POST")
        with urllib.request.urlopen(request, timeout=30) as response:
            assert response.status == 200

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class MiniStack(Emulator):
    """Another one, which has what moto lacks of databases and caches, and lacks what moto has."""

    name = "MiniStack"
    resets = "/_ministack/reset"

    def program(self, folder):
        environment = {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "SFTP_ENABLED": "0",
            "S3_DATA_DIR": str(folder / "s3"),
            "STATE_DIR": str(folder / "state"),
            "LAMBDA_EXECUTOR": "local",
        }
        return [os.environ["SCAFFOLD_MINISTACK"]], environment


class LocalStack(Emulator):
    """LocalStack's core, from a virtual environment of its own, whose Python `SCAFFOLD_LOCALSTACK` names."""

    name = "LocalStack"
    patience = 120

    def _wait(self, log):
        """It listens before it knows any path."""
        super()._wait(log)
        for _ in range(self.patience * 10):
            try:
                with urllib.request.urlopen(f"{self.endpoint}/_localstack/health", timeout=30):
                    return
            except OSError:
                time.sleep(0.1)

    def program(self, folder):
        for name in ("fs", "tmp"):
            (folder / name).mkdir()
        here = f"127.0.0.1:{self.port}"
        environment = {
            "HOME": str(folder),
            "FILESYSTEM_ROOT": str(folder / "fs"),
            "TMPDIR": str(folder / "tmp"),
            "OVERRIDE_IN_DOCKER": "0",
            "DNS_ADDRESS": "0",
            "GATEWAY_LISTEN": here,
            "LOCALSTACK_HOST": here,
            "DISABLE_EVENTS": "1",
            "SKIP_SSL_CERT_DOWNLOAD": "1",
            "EAGER_SERVICE_LOADING": "0",
        }
        return [os.environ["SCAFFOLD_LOCALSTACK"], "-m", "localstack.runtime.main"], environment
