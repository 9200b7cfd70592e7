"""The networks of `scaffold`'s vpc block as Terraform has them, resource by resource."""

import json
import pathlib
import shutil

PLUGINS = pathlib.Path("/opt/tf-plugins")
PROVIDER = "registry.terraform.io/hashicorp/aws"


def available():
    """The version of the provider on this machine, where Terraform is there as well."""
    versions = sorted(path.name for path in (PLUGINS / PROVIDER).glob("*.*"))
    return versions[-1] if versions and shutil.which("terraform") else None


def write(folder, networks, endpoint, version):
    resources = {}
    for number in range(networks):
        network(resources, f"n{number}", number)
    document = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": version}}},
        "provider": {
            "aws": {
                "region": "us-east-1",
                "access_key": "AKIAIOSFODNN7EXAMPLE",
                "secret_key": "bench",
                "skip_credentials_validation": True,
                "skip_metadata_api_check": True,
                "skip_requesting_account_id": True,
                "skip_region_validation": True,
                "endpoints": [{"ec2": endpoint, "sts": endpoint}],
            }
        },
        "resource": resources,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tf.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    mirrored(folder)


def mirrored(folder):
    """A configuration of Terraform's command line that takes the provider from this machine."""
    path = folder / "terraform.rc"
    mirror = f'provider_installation {{\n  filesystem_mirror {{\n    path = "{PLUGINS}"\n  }}\n}}\n'
    path.write_text(mirror, encoding="utf-8")
    return path


def network(resources, name, number):
    """One VPC over three zones: 19 of our resources, 27 of Terraform's, which counts associations
    and the VPC's default group and table apart."""

    def add(kind, key, **attributes):
        resources.setdefault(kind, {})[f"{name}_{key}"] = {"tags": {"Name": f"{name}-{key}"}, **attributes}
        return f"${{{kind}.{name}_{key}.id}}"

    vpc = add("aws_vpc", "vpc", cidr_block=f"10.{number % 256}.0.0/16", enable_dns_hostnames=True)
    gateway = add("aws_internet_gateway", "gateway", vpc_id=vpc)
    add("aws_default_security_group", "closed", vpc_id=vpc)
    table = f"${{aws_vpc.{name}_vpc.default_route_table_id}}"
    add("aws_default_route_table", "closed", default_route_table_id=table, route=[])
    public = table_of(add, "public", vpc, gateway_id=gateway)
    tables = [public]
    for index, zone in enumerate("abc"):
        subnet = {"vpc_id": vpc, "availability_zone": f"us-east-1{zone}"}
        outer = add(
            "aws_subnet",
            f"public{index}",
            cidr_block=f"10.{number % 256}.{index * 8}.0/21",
            map_public_ip_on_launch=True,
            **subnet,
        )
        inner = add("aws_subnet", f"private{index}", cidr_block=f"10.{number % 256}.{64 + index * 8}.0/21", **subnet)
        address = add("aws_eip", f"nat{index}", domain="vpc")
        nat = add("aws_nat_gateway", f"nat{index}", allocation_id=address, subnet_id=outer)
        private = table_of(add, f"private{index}", vpc, nat_gateway_id=nat)
        tables.append(private)
        associate(resources, f"{name}_public{index}", outer, public)
        associate(resources, f"{name}_private{index}", inner, private)
    add("aws_vpc_endpoint", "s3", vpc_id=vpc, service_name="com.amazonaws.us-east-1.s3", route_table_ids=tables)


def table_of(add, key, vpc, **target):
    empty = dict.fromkeys(
        [
            "carrier_gateway_id",
            "core_network_arn",
            "destination_prefix_list_id",
            "egress_only_gateway_id",
            "gateway_id",
            "ipv6_cidr_block",
            "local_gateway_id",
            "nat_gateway_id",
            "network_interface_id",
            "transit_gateway_id",
            "vpc_endpoint_id",
            "vpc_peering_connection_id",
        ]
    )
    return add("aws_route_table", key, vpc_id=vpc, route=[{**empty, "cidr_block": "0.0.0.0/0", **target}])


def associate(resources, key, subnet, table):
    association = {"subnet_id": subnet, "route_table_id": table}
    resources.setdefault("aws_route_table_association", {})[key] = association
