"""A blueprint's life, as a team lives with it: its steps, with boto3 as the judge after each."""

import re
import shutil
from collections import Counter

from blueprints import for_plain_moto
from listing import STACK, tags
from serverless import untagged

# Kinds that carry no tags of their own: they are counted by what they belong to.
UNTAGGED = {
    "cloudfront.cache_policy",
    "cloudfront.function",
    "cloudfront.origin_access_control",
    "ec2.security_group_rule",
    "ec2.security_group_rules",
    "elasticache.parameter_group",
    "lambda.alias",
    "lambda.event_source",
    "lambda.permission",
    "lambda.url",
    "s3.bucket_notification",
    "s3.bucket_policy",
}


class Life:
    """A stack of the gallery in an account."""

    def __init__(self, account, gallery, name):
        self.account = account
        self.name = name
        self.project = account.project(name)
        # What belongs to other stacks and carries no tags.
        self.others = untagged(account.client) if account.strict else None
        text = (gallery / f"{name}.toml").read_text(encoding="utf-8")
        text = text if account.strict else for_plain_moto(text)
        region = re.search(r'^region = "([^"]+)"', text, re.MULTILINE).group(1)
        self.stack = f"{name}@{region}"
        acm = account.emulator.client("acm")
        certificate = acm.request_certificate(DomainName="example.com")["CertificateArn"]
        self.project.write(re.sub(r'"arn:aws:acm:[^"]+"', f'"{certificate}"', text))
        shutil.copytree(gallery / "functions", self.project.folder / "functions")

    def made(self):
        """From nothing: what is live is what was planned, each thing once and as the stack's."""
        self.project.run("check")
        plan = self.project.plan()
        assert {step.verb for step in plan.steps} == {"create"}, str(plan)
        self.project.apply(timeout=500)
        self.project.assert_converged()
        listing = self.account.listing()
        tagged = sorted(step.address for step in plan.steps if step.kind not in UNTAGGED)
        assert sorted(listing.addresses(self.stack)) == tagged, f"{set(listing.addresses(self.stack)) ^ set(tagged)}"
        if self.account.strict:
            self.has_untagged(plan, listing)
        return plan

    def has_untagged(self, plan, listing):
        others = Counter(step.kind for step in plan.steps if step.kind in UNTAGGED)
        live = untagged(self.account.client) + self.rules(listing)
        # Where a guest is made, its host has some already.
        live -= self.others
        assert live == others, f"{dict(live)}, not {dict(others)}"

    def rules(self, listing):
        """Sets of rules of its own groups, and rules of its own in those of others."""
        groups = {group["GroupId"] for group in listing.of(self.stack)["security_group"]}
        rules = listing.items["security_group_rule"].values()
        sets = {rule["GroupId"] for rule in rules} & groups
        single = [rule for rule in rules if tags(rule).get(STACK) == self.stack and rule["GroupId"] not in groups]
        return +Counter({"ec2.security_group_rules": len(sets), "ec2.security_group_rule": len(single)})

    def changed(self, expected, *edits, file="blueprint.toml"):
        """Edits that are these steps, and nothing afterwards."""
        path = self.project.folder / file
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert text.count(old) == 1, f"{text.count(old)} times: {old}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        plan = self.project.plan()
        assert {step.address: step.verb for step in plan.steps} == expected, str(plan)
        self.project.apply(timeout=500)
        self.project.assert_converged()

    def drifted(self, drifts):
        """What others did is shown as drift, where and as what it is, and put right in one apply."""
        before = {address: look() for address, (_, look, _) in drifts.items()}
        for address, (change, look, _) in drifts.items():
            change()
            assert look() != before[address], f"{address}: nothing was changed"
        # The first look may see a change that is still being made.
        self.project.plan()
        plan = self.project.plan()
        told = {address: attributes for address, (_, _, attributes) in drifts.items()}
        assert {step.address: step.changed() for step in plan.steps} == told, str(plan)
        assert {cause for step in plan.steps for cause in step.causes()} == {"drift"}, str(plan)
        self.project.apply(timeout=500)
        self.project.assert_converged()
        after = {address: look() for address, (_, look, _) in drifts.items()}
        assert after == before, f"{after}, not {before}"

    def gone(self):
        """Nothing is left of it."""
        if "[variables.protected]" in self.text() or "protected = {" in self.text():
            refused = self.project.run("destroy", "--yes", "--confirm", self.name, code=4)
            assert "protected" in refused.words, str(refused)
            self.project.apply("--var", "protected=false", timeout=400)
        self.project.destroy("--confirm", self.name, *self.project.losses(), timeout=500)
        assert self.account.listing().counts(self.stack) == {}

    def text(self):
        return (self.project.folder / "blueprint.toml").read_text(encoding="utf-8")

    def one(self, kind, address):
        return self.account.listing().one(kind, self.stack, address)
