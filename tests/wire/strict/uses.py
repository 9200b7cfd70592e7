"""What still uses something of EC2 that is to be deleted."""


class Uses:
    def __init__(self, clouds, states):
        self.clouds = clouds
        self.states = states

    @property
    def ec2(self):
        return self.clouds("ec2")

    def of(self, call):
        """Status, code and message of the refusal; None when nothing uses it."""
        check = getattr(self, call.action, None)
        used = check(call.parameters) if check else None
        if used is None:
            return None
        if call.action == "ReleaseAddress":
            return 400, "InvalidIPAddress.InUse", f"The address is in use by {used}"
        return 400, "DependencyViolation", f"The resource has a dependent object: {used}"

    def DeleteSecurityGroup(self, parameters):
        group = parameters.get("GroupId")
        for other in self.ec2.describe_security_groups()["SecurityGroups"]:
            rules = other["IpPermissions"] + other["IpPermissionsEgress"]
            pairs = [pair["GroupId"] for rule in rules for pair in rule.get("UserIdGroupPairs", [])]
            if other["GroupId"] != group and group in pairs:
                return other["GroupId"]
        for endpoint in self._endpoints():
            if group in [each["GroupId"] for each in endpoint.get("Groups", [])]:
                return endpoint["VpcEndpointId"]
        for balancer in self._balancers():
            if group in balancer.get("SecurityGroups", []):
                return balancer["LoadBalancerArn"]
        for database in self.clouds("rds").describe_db_instances()["DBInstances"]:
            if group in [each["VpcSecurityGroupId"] for each in database.get("VpcSecurityGroups", [])]:
                return database["DBInstanceIdentifier"]
        return None

    def DeleteSubnet(self, parameters):
        subnet = parameters["SubnetId"]
        used = next((nat["NatGatewayId"] for nat in self._gateways() if nat["SubnetId"] == subnet), None)
        endpoints = (each["VpcEndpointId"] for each in self._endpoints() if subnet in each.get("SubnetIds", []))
        zones = ((each, zone) for each in self._balancers() for zone in each["AvailabilityZones"])
        balancers = (each["LoadBalancerArn"] for each, zone in zones if zone["SubnetId"] == subnet)
        return used or next(endpoints, None) or next(balancers, None)

    def ReleaseAddress(self, parameters):
        for nat in self._gateways():
            if any(each.get("AllocationId") == parameters.get("AllocationId") for each in nat["NatGatewayAddresses"]):
                return nat["NatGatewayId"]
        return None

    def DetachInternetGateway(self, parameters):
        public = (nat for nat in self._gateways() if nat.get("ConnectivityType") != "private")
        used = next((nat["NatGatewayId"] for nat in public if nat["VpcId"] == parameters["VpcId"]), None)
        facing = (each for each in self._balancers() if each.get("Scheme") == "internet-facing")
        return used or next((each["LoadBalancerArn"] for each in facing if each["VpcId"] == parameters["VpcId"]), None)

    def DeleteVpc(self, parameters):
        vpc = {"Filters": [{"Name": "vpc-id", "Values": [parameters["VpcId"]]}]}
        for group in self.ec2.describe_security_groups(**vpc)["SecurityGroups"]:
            if group["GroupName"] != "default":
                return group["GroupId"]
        for table in self.ec2.describe_route_tables(**vpc)["RouteTables"]:
            if not any(each.get("Main") for each in table["Associations"]):
                return table["RouteTableId"]
        return next((each["VpcEndpointId"] for each in self._endpoints() if each["VpcId"] == parameters["VpcId"]), None)

    def _gateways(self):
        """Those that are there, and those that clients still see go."""
        found = self.ec2.describe_nat_gateways()["NatGateways"]
        return [
            nat
            for nat in found
            if nat["State"] not in ("deleted", "failed") or self.states.is_going("ec2", nat["NatGatewayId"])
        ]

    def _endpoints(self):
        return [each for each in self.ec2.describe_vpc_endpoints()["VpcEndpoints"] if each["State"] != "deleted"]

    def _balancers(self):
        return self.clouds("elbv2").describe_load_balancers()["LoadBalancers"]
