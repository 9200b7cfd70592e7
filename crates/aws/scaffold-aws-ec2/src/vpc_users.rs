//! What keeps a VPC from being deleted: everything in it but what AWS put there itself.

use aws_sdk_ec2::types::Filter;
use scaffold_model::{PhysicalId, User};
use scaffold_provider::{Class, Error};

use crate::client::{Ec2, filter, portions};
use crate::interfaces::texts;

impl Ec2 {
    /// Users of VPCs: seven lists for every 200 VPCs, side by side.
    pub async fn users_of_vpcs(&self, ids: &[PhysicalId]) -> Result<Vec<User>, Error> {
        let mut users = Vec::new();
        for portion in portions(&texts(ids)) {
            let of = |name: &str| filter(name, portion.iter().cloned());
            let found = tokio::try_join!(
                as_far_as_told(self.subnets_in(of("vpc-id"))),
                as_far_as_told(self.gateways_of(of("attachment.vpc-id"), portion)),
                as_far_as_told(self.endpoints_in(of("vpc-id"))),
                as_far_as_told(self.tables_in(of("vpc-id"))),
                as_far_as_told(self.groups_in(of("vpc-id"))),
                as_far_as_told(self.acls_in(of("vpc-id"))),
                as_far_as_told(self.vpn_gateways_of(of("attachment.vpc-id"), portion)),
            )?;
            let (subnets, gateways, endpoints, tables, groups, acls, vpn_gateways) = found;
            users.extend([subnets, gateways, endpoints, tables, groups, acls, vpn_gateways].concat());
        }
        users.sort();
        users.dedup();
        Ok(users)
    }

    async fn subnets_in(&self, of: Filter) -> Result<Vec<User>, Error> {
        let request = self.client.describe_subnets().filters(of).max_results(1000);
        let subnets = self.list(
            "DescribeSubnets",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.subnets, page.next_token),
        );
        let subnets = subnets.await?.into_iter();
        Ok(subnets.filter_map(|it| user(it.vpc_id, it.subnet_id, "subnet")).collect())
    }

    async fn gateways_of(&self, of: Filter, vpcs: &[String]) -> Result<Vec<User>, Error> {
        let request = self.client.describe_internet_gateways().filters(of).max_results(1000);
        let gateways = self.list(
            "DescribeInternetGateways",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.internet_gateways, page.next_token),
        );
        let mut users = Vec::new();
        for gateway in gateways.await? {
            let attached = gateway.attachments.unwrap_or_default().into_iter().filter_map(|it| it.vpc_id);
            for vpc in attached.filter(|vpc| vpcs.contains(vpc)) {
                users.extend(user(Some(vpc), gateway.internet_gateway_id.clone(), "internet gateway"));
            }
        }
        Ok(users)
    }

    async fn endpoints_in(&self, of: Filter) -> Result<Vec<User>, Error> {
        let request = self.client.describe_vpc_endpoints().filters(of).max_results(1000);
        let endpoints = self.list(
            "DescribeVpcEndpoints",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.vpc_endpoints, page.next_token),
        );
        let is_there = |it: &aws_sdk_ec2::types::VpcEndpoint| {
            !it.state().is_some_and(|state| state.as_str().eq_ignore_ascii_case("deleted"))
        };
        let endpoints = endpoints.await?.into_iter().filter(is_there);
        Ok(endpoints.filter_map(|it| user(it.vpc_id, it.vpc_endpoint_id, "VPC endpoint")).collect())
    }

    async fn tables_in(&self, of: Filter) -> Result<Vec<User>, Error> {
        let request = self.client.describe_route_tables().filters(of).max_results(100);
        let tables = self.list(
            "DescribeRouteTables",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.route_tables, page.next_token),
        );
        let is_main = |it: &aws_sdk_ec2::types::RouteTable| {
            it.associations().iter().any(|association| association.main().unwrap_or_default())
        };
        let tables = tables.await?.into_iter().filter(|table| !is_main(table));
        Ok(tables.filter_map(|it| user(it.vpc_id, it.route_table_id, "route table")).collect())
    }

    async fn groups_in(&self, of: Filter) -> Result<Vec<User>, Error> {
        let groups = self.groups(vec![of]).await?.into_iter();
        let groups = groups.filter(|group| group.group_name() != Some("default"));
        Ok(groups.filter_map(|it| user(it.vpc_id, it.group_id, "security group")).collect())
    }

    async fn acls_in(&self, of: Filter) -> Result<Vec<User>, Error> {
        let request = self.client.describe_network_acls().filters(of).max_results(1000);
        let acls = self.list(
            "DescribeNetworkAcls",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.network_acls, page.next_token),
        );
        let acls = acls.await?.into_iter().filter(|acl| acl.is_default != Some(true));
        Ok(acls.filter_map(|it| user(it.vpc_id, it.network_acl_id, "network ACL")).collect())
    }

    async fn vpn_gateways_of(&self, of: Filter, vpcs: &[String]) -> Result<Vec<User>, Error> {
        let request = self.client.describe_vpn_gateways().filters(of);
        let answer = self.read("DescribeVpnGateways", || request.clone().send()).await?;
        let mut users = Vec::new();
        for gateway in answer.vpn_gateways.unwrap_or_default() {
            let attached = gateway.vpc_attachments.unwrap_or_default().into_iter();
            let attached = attached
                .filter(|it| it.state != Some(aws_sdk_ec2::types::AttachmentStatus::Detached))
                .filter_map(|it| it.vpc_id);
            for vpc in attached.filter(|vpc| vpcs.contains(vpc)) {
                users.extend(user(Some(vpc), gateway.vpn_gateway_id.clone(), "virtual private gateway"));
            }
        }
        Ok(users)
    }
}

/// What the endpoint does not know, or we may not list, is left to AWS's own refusal of the deletion:
/// nothing is lost by trying.
async fn as_far_as_told(users: impl Future<Output = Result<Vec<User>, Error>>) -> Result<Vec<User>, Error> {
    match users.await {
        Err(error) if matches!(error.class, Class::Unsupported | Class::Permission) => Ok(Vec::new()),
        other => other,
    }
}

fn user(vpc: Option<String>, id: Option<String>, what: &str) -> Option<User> {
    let id = id?;
    let what = format!("{what} {id}");
    Some(User::new(&PhysicalId::new(vpc?), PhysicalId::new(id), what))
}
