//! Routes between AWS's words and the schema's.

use aws_sdk_ec2::types::RouteOrigin;
use scaffold_aws_core::is_absent;
use scaffold_kinds::Ref;
use scaffold_kinds::ec2::Route;
use scaffold_model::PhysicalId;
use scaffold_provider::Error;

use crate::client::Ec2;

/// A route that belongs to the table's set; none for those that AWS makes: local ones, propagated
/// or advertised ones, and those of gateway endpoints, which are the endpoint's.
pub(crate) fn read(live: &aws_sdk_ec2::types::Route) -> Option<Route> {
    let gateway = live.gateway_id().unwrap_or_default();
    let is_made_by_aws = gateway == "local"
        || matches!(
            live.origin(),
            Some(
                RouteOrigin::CreateRouteTable
                    | RouteOrigin::EnableVgwRoutePropagation
                    | RouteOrigin::Advertisement
            )
        );
    let is_of_endpoint = gateway.starts_with("vpce-") && live.destination_prefix_list_id().is_some();
    if is_made_by_aws || is_of_endpoint {
        return None;
    }
    let destination = live
        .destination_cidr_block()
        .or(live.destination_ipv6_cidr_block())
        .or(live.destination_prefix_list_id())?;
    let own = |text: Option<&str>| text.map(str::to_owned);
    let gateway_like = |prefix: &str| gateway.starts_with(prefix).then(|| gateway.to_owned());
    Some(Route {
        internet_gateway: gateway_like("igw-").map(Ref),
        nat_gateway: live.nat_gateway_id().map(|id| Ref(id.to_owned())),
        vpc_endpoint: gateway_like("vpce-").map(Ref),
        egress_only_internet_gateway: own(live.egress_only_internet_gateway_id()),
        virtual_private_gateway: gateway_like("vgw-"),
        transit_gateway: own(live.transit_gateway_id()),
        vpc_peering_connection: own(live.vpc_peering_connection_id()),
        network_interface: own(live.network_interface_id()),
        carrier_gateway: own(live.carrier_gateway_id()),
        core_network: own(live.core_network_arn()),
        ..Route::to(destination)
    })
}

/// Where a route's packets are from: exactly one of the three, as the calls take it.
struct Destination {
    ipv4: Option<String>,
    ipv6: Option<String>,
    prefix_list: Option<String>,
}

impl Destination {
    fn of(route: &Route) -> Self {
        let text = route.destination.clone();
        let (mut ipv4, mut ipv6, mut prefix_list) = (None, None, None);
        if text.starts_with("pl-") {
            prefix_list = Some(text);
        } else if text.contains(':') {
            ipv6 = Some(text);
        } else {
            ipv4 = Some(text);
        }
        Self { ipv4, ipv6, prefix_list }
    }
}

/// `CreateRoute` and `ReplaceRoute` take the same members.
macro_rules! with_route {
    ($request:expr, $table:expr, $route:expr) => {{
        let Route {
            destination: _,
            internet_gateway,
            nat_gateway,
            vpc_endpoint,
            egress_only_internet_gateway,
            virtual_private_gateway,
            transit_gateway,
            vpc_peering_connection,
            network_interface,
            carrier_gateway,
            core_network,
        } = $route;
        let Destination { ipv4, ipv6, prefix_list } = Destination::of($route);
        let id = |reference: &Option<Ref>| reference.as_ref().map(|reference| reference.0.clone());
        $request
            .route_table_id($table.as_str())
            .set_destination_cidr_block(ipv4)
            .set_destination_ipv6_cidr_block(ipv6)
            .set_destination_prefix_list_id(prefix_list)
            .set_gateway_id(id(internet_gateway).or_else(|| virtual_private_gateway.clone()))
            .set_nat_gateway_id(id(nat_gateway))
            .set_vpc_endpoint_id(id(vpc_endpoint))
            .set_egress_only_internet_gateway_id(egress_only_internet_gateway.clone())
            .set_transit_gateway_id(transit_gateway.clone())
            .set_vpc_peering_connection_id(vpc_peering_connection.clone())
            .set_network_interface_id(network_interface.clone())
            .set_carrier_gateway_id(carrier_gateway.clone())
            .set_core_network_arn(core_network.clone())
    }};
}

impl Ec2 {
    /// Adds a route. AWS refuses a second one for the same destination, so a repeated call does no harm,
    /// but it answers otherwise: the caller looks again.
    pub async fn create_route(&self, table: &PhysicalId, route: &Route) -> Result<(), Error> {
        let request = with_route!(self.client.create_route(), table, route);
        self.once("CreateRoute", || request.clone().send()).await?;
        Ok(())
    }

    /// Gives a destination another target, without a moment in between.
    pub async fn replace_route(&self, table: &PhysicalId, route: &Route) -> Result<(), Error> {
        let request = with_route!(self.client.replace_route(), table, route);
        self.write("ReplaceRoute", || request.clone().send()).await?;
        Ok(())
    }

    /// Takes a route away; one that is gone is taken away.
    pub async fn delete_route(&self, table: &PhysicalId, route: &Route) -> Result<(), Error> {
        let Destination { ipv4, ipv6, prefix_list } = Destination::of(route);
        let request = self
            .client
            .delete_route()
            .route_table_id(table.as_str())
            .set_destination_cidr_block(ipv4)
            .set_destination_ipv6_cidr_block(ipv6)
            .set_destination_prefix_list_id(prefix_list);
        match self.write("DeleteRoute", || request.clone().send()).await {
            Err(error) if !is_absent(&error) => Err(error),
            _ => Ok(()),
        }
    }
}
