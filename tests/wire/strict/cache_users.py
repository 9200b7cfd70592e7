"""Users and user groups of ElastiCache."""

import re

from .cache_items import Refused, listed

# Rules of the engine that a user may have.
RULES = re.compile(r"(on|off|~\S+|%\S+|&\S+|[+-]@?\S+|allkeys|resetkeys|allcommands|nocommands|allchannels|\(.*\)|clearselectors)")


class CacheUsers:
    """The part of ElastiCache that keeps who may connect; `self` is the whole."""

    def CreateUser(self, asked):
        check(asked)
        name = self._new("user", asked, "UserAlreadyExists")
        user = {"UserId": name, "UserName": asked["UserName"], "Engine": asked["Engine"], "UserGroupIds": []}
        self._kept["user"][name] = user | {"ARN": f"{self.account}:user:{name}", "Status": "active"}
        return self._user(name, asked)

    def ModifyUser(self, asked):
        check(asked)
        self.one("user", asked["UserId"])
        return self._user(asked["UserId"], asked)

    def _user(self, name, asked):
        user = self._kept["user"][name]
        user |= {key: asked[key] for key in ("AccessString", "Engine") if key in asked}
        sort = asked.get("AuthenticationMode.Type")
        if sort:
            passwords = [key for key in asked if key.startswith("AuthenticationMode.Passwords.")]
            told = "no-password" if sort == "no-password-required" else sort
            user["Authentication"] = {"Type": told, "PasswordCount": len(passwords)}
        return user

    def DescribeUsers(self, asked):
        return {"Users": self._listed("user", asked)}

    def DeleteUser(self, asked):
        user = self.one("user", asked["UserId"])
        for group in self.all("usergroup"):
            group["UserIds"] = [each for each in group["UserIds"] if each != asked["UserId"]]
        del self._kept["user"][asked["UserId"]]
        return {**user, "Status": "deleting"}

    def CreateUserGroup(self, asked):
        users = listed(asked, "UserIds")
        names = [self.one("user", user)["UserName"] for user in users]
        if asked["Engine"] == "redis" and "default" not in names:
            raise Refused("DefaultUserRequired", "A user group of Redis needs a user named default.")
        if len(set(names)) < len(names):
            raise Refused("DuplicateUserName", "Users of a group have names of their own.")
        name = self._new("usergroup", asked, "UserGroupAlreadyExists")
        group = {"UserGroupId": name, "Engine": asked["Engine"], "UserIds": users, "Status": "active"}
        self._kept["usergroup"][name] = group | {"ARN": f"{self.account}:usergroup:{name}"}
        return self._kept["usergroup"][name]

    def ModifyUserGroup(self, asked):
        group = self.one("usergroup", asked["UserGroupId"])
        more, fewer = listed(asked, "UserIdsToAdd"), listed(asked, "UserIdsToRemove")
        for user in more:
            self.one("user", user)
        if set(more) & set(group["UserIds"]) or not set(fewer) <= set(group["UserIds"]):
            raise Refused("InvalidParameterCombination", "Users to add are in the group, or users to remove are not.")
        group["UserIds"] = [each for each in group["UserIds"] if each not in fewer] + more
        group["Engine"] = asked.get("Engine", group["Engine"])
        return group

    def DescribeUserGroups(self, asked):
        return {"UserGroups": self._listed("usergroup", asked)}

    def DeleteUserGroup(self, asked):
        group = self.one("usergroup", asked["UserGroupId"])
        used = [each.name for each in self.all("replicationgroup") if asked["UserGroupId"] in each.values.get("UserGroupIds", [])]
        if used:
            raise Refused("InvalidUserGroupState", f"The group is used by {used}.")
        del self._kept["usergroup"][asked["UserGroupId"]]
        return {**group, "Status": "deleting"}


def check(asked):
    wrong = [word for word in asked.get("AccessString", "").split(" ") if word and not RULES.fullmatch(word)]
    if wrong:
        raise Refused("InvalidParameterValue", f"The access string has {wrong[0]}.")
    sort = asked.get("AuthenticationMode.Type")
    if sort == "iam" and asked.get("UserName", asked["UserId"]) != asked["UserId"]:
        raise Refused("InvalidParameterCombination", "The name of a user with IAM is its id.")
    passwords = [value for key, value in asked.items() if key.startswith("AuthenticationMode.Passwords.")]
    if sort == "password" and not all(16 <= len(each) <= 128 for each in passwords or [""]):
        raise Refused("InvalidParameterValue", "Passwords have 16 to 128 characters.")
