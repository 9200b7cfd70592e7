//! `ec2.route_table`. A survey is one list: ⌈tables / 100⌉ calls. Routes, associations and
//! propagation come inline.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_ec2::types::{ResourceType, RouteTableAssociation, RouteTableAssociationStateCode};
use scaffold_aws_core::{Found, Tokened, first, is_absent, missing};
use scaffold_kinds::ec2::{Route, RouteTable};
use scaffold_kinds::{Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Ec2, filter, of_stack, portions};
use crate::{route, tags};

const LIST: &str = "DescribeRouteTables";

pub(crate) type LiveTable = aws_sdk_ec2::types::RouteTable;

pub(crate) struct RouteTables {
    ec2: Ec2,
}

impl RouteTables {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    async fn by(&self, by: aws_sdk_ec2::types::Filter) -> Result<Vec<LiveTable>, Error> {
        let request = self.ec2.client.describe_route_tables().filters(by).max_results(100);
        let tables = self.ec2.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.route_tables, page.next_token),
        );
        tables.await
    }

    async fn of_stack(&self, stack: &StackId) -> Result<Vec<LiveTable>, Error> {
        let mut tables = self.by(of_stack(stack)).await?;
        tables.retain(|table| tags::is_of(stack, table.tags.as_ref()));
        Ok(tables)
    }

    async fn one(&self, id: &PhysicalId) -> Result<Option<LiveTable>, Error> {
        let request = self.ec2.client.describe_route_tables().route_table_ids(id.as_str());
        let answer = self.ec2.read(LIST, || request.clone().send()).await;
        first(answer.map(|answer| answer.route_tables.unwrap_or_default()))
    }

    /// The table as it is now. Gone in the midst of a change is an error.
    async fn now(&self, id: &PhysicalId) -> Result<LiveTable, Error> {
        let gone = || self.ec2.error(Class::Gone, LIST, format!("route table {id} is gone"));
        self.ec2.until_seen(|| self.one(id)).await?.ok_or_else(gone)
    }

    fn live(&self, table: &LiveTable) -> Live {
        let id = table.route_table_id().unwrap_or_default();
        let arn = self.ec2.connection().arn("ec2", table.owner_id(), &format!("route-table/{id}"));
        Found {
            id: id.to_owned(),
            attributes: RouteTable {
                vpc: Ref(table.vpc_id().unwrap_or_default().to_owned()),
                routes: routes(table),
                subnets: associated(table, |it| it.subnet_id.as_ref()).into_keys().map(Ref).collect(),
                gateways: associated(table, |it| it.gateway_id.as_ref()).into_keys().map(Ref).collect(),
                propagating_gateways: propagating(table),
            },
            outputs: vec![("arn", Some(arn))],
            tags: tags::read(table.tags.as_ref()),
            state: LiveState::Ready,
            name: None,
            created: None,
        }
        .live()
    }

    /// Sets what `changes` names, reading the table first, so that only the difference is done.
    async fn set(
        &self,
        id: &PhysicalId,
        wanted: &RouteTable,
        changes: &(impl Fn(&str) -> bool + Sync),
    ) -> Result<(), Error> {
        self.ec2
            .settle(|| async move {
                let table = self.now(id).await?;
                if changes("propagating_gateways") {
                    self.set_propagation(id, wanted, &table).await?;
                }
                if changes("routes") {
                    self.set_routes(id, wanted, &table).await?;
                }
                if changes("subnets") {
                    self.set_subnets(id, wanted, &table).await?;
                }
                if changes("gateways") {
                    self.set_gateways(id, wanted, &table).await?;
                }
                Ok(())
            })
            .await
    }

    async fn set_routes(&self, id: &PhysicalId, wanted: &RouteTable, table: &LiveTable) -> Result<(), Error> {
        let there = routes(table);
        let is_there = |route: &Route| there.iter().any(|it| it.destination == route.destination);
        let is_wanted = |route: &Route| wanted.routes.iter().any(|it| it.destination == route.destination);
        for route in wanted.routes.difference(&there) {
            if is_there(route) {
                self.ec2.replace_route(id, route).await?;
            } else {
                self.ec2.create_route(id, route).await?;
            }
        }
        for route in there.iter().filter(|route| !is_wanted(route)) {
            self.ec2.delete_route(id, route).await?;
        }
        Ok(())
    }

    /// A subnet that uses another table is moved in one call, so that it is never without.
    async fn set_subnets(
        &self,
        id: &PhysicalId,
        wanted: &RouteTable,
        table: &LiveTable,
    ) -> Result<(), Error> {
        let there = associated(table, |it| it.subnet_id.as_ref());
        let wanted: BTreeSet<String> = wanted.subnets.iter().map(|subnet| subnet.0.clone()).collect();
        if let Some(new) = missing(&wanted, &there.keys().cloned().collect()) {
            let elsewhere = self.associations_of(&new).await?;
            for subnet in new {
                match elsewhere.get(&subnet) {
                    Some(association) => self.take_over(id, association).await?,
                    None => self.associate(id, Some(&subnet), None).await?,
                }
            }
        }
        for (_, association) in there.iter().filter(|(subnet, _)| !wanted.contains(*subnet)) {
            self.disassociate(association).await?;
        }
        Ok(())
    }

    /// As with subnets.
    async fn set_gateways(
        &self,
        id: &PhysicalId,
        wanted: &RouteTable,
        table: &LiveTable,
    ) -> Result<(), Error> {
        let there = associated(table, |it| it.gateway_id.as_ref());
        let wanted: BTreeSet<String> = wanted.gateways.iter().map(|gateway| gateway.0.clone()).collect();
        if let Some(new) = missing(&wanted, &there.keys().cloned().collect()) {
            let in_vpc = self.by(filter("vpc-id", [table.vpc_id().unwrap_or_default()])).await?;
            let elsewhere: BTreeMap<String, String> =
                in_vpc.iter().flat_map(|table| associated(table, |it| it.gateway_id.as_ref())).collect();
            for gateway in new {
                match elsewhere.get(&gateway) {
                    Some(association) => self.take_over(id, association).await?,
                    None => self.associate(id, None, Some(&gateway)).await?,
                }
            }
        }
        for (_, association) in there.iter().filter(|(gateway, _)| !wanted.contains(*gateway)) {
            self.disassociate(association).await?;
        }
        Ok(())
    }

    async fn set_propagation(
        &self,
        id: &PhysicalId,
        wanted: &RouteTable,
        table: &LiveTable,
    ) -> Result<(), Error> {
        let there = propagating(table);
        for gateway in wanted.propagating_gateways.difference(&there) {
            let call = self.ec2.client.enable_vgw_route_propagation();
            let call = call.route_table_id(id.as_str()).gateway_id(gateway);
            self.ec2.write("EnableVgwRoutePropagation", || call.clone().send()).await?;
        }
        for gateway in there.difference(&wanted.propagating_gateways) {
            let call = self.ec2.client.disable_vgw_route_propagation();
            let call = call.route_table_id(id.as_str()).gateway_id(gateway);
            self.ec2.write("DisableVgwRoutePropagation", || call.clone().send()).await?;
        }
        Ok(())
    }

    /// The associations that subnets have, whatever the table: by subnet.
    async fn associations_of(&self, subnets: &[String]) -> Result<BTreeMap<String, String>, Error> {
        let mut found = BTreeMap::new();
        for portion in portions(subnets) {
            let tables = self.by(filter("association.subnet-id", portion.iter().cloned())).await?;
            found.extend(tables.iter().flat_map(|table| associated(table, |it| it.subnet_id.as_ref())));
        }
        Ok(found)
    }

    async fn associate(
        &self,
        id: &PhysicalId,
        subnet: Option<&String>,
        gateway: Option<&String>,
    ) -> Result<(), Error> {
        let call = self
            .ec2
            .client
            .associate_route_table()
            .route_table_id(id.as_str())
            .set_subnet_id(subnet.cloned())
            .set_gateway_id(gateway.cloned());
        // AWS answers with the association that is there when it is asked again.
        self.ec2.write("AssociateRouteTable", || call.clone().send()).await?;
        Ok(())
    }

    async fn take_over(&self, id: &PhysicalId, association: &str) -> Result<(), Error> {
        let call = self.ec2.client.replace_route_table_association();
        let call = call.route_table_id(id.as_str()).association_id(association);
        self.ec2.once("ReplaceRouteTableAssociation", || call.clone().send()).await?;
        Ok(())
    }

    async fn disassociate(&self, association: &str) -> Result<(), Error> {
        let call = self.ec2.client.disassociate_route_table().association_id(association);
        match self.ec2.write("DisassociateRouteTable", || call.clone().send()).await {
            Err(error) if !is_absent(&error) => Err(error),
            _ => Ok(()),
        }
    }
}

/// The routes that belong to the table's set.
pub(crate) fn routes(table: &LiveTable) -> BTreeSet<Route> {
    table.routes().iter().filter_map(route::read).collect()
}

/// What is associated with a table, and by which association.
fn associated(
    table: &LiveTable,
    with: impl Fn(&RouteTableAssociation) -> Option<&String>,
) -> BTreeMap<String, String> {
    let is_held = |association: &&RouteTableAssociation| {
        let state = association.association_state().and_then(|state| state.state());
        matches!(
            state,
            None | Some(
                RouteTableAssociationStateCode::Associated | RouteTableAssociationStateCode::Associating
            )
        )
    };
    table
        .associations()
        .iter()
        .filter(is_held)
        .filter_map(|it| Some((with(it)?.clone(), it.route_table_association_id.clone()?)))
        .collect()
}

fn propagating(table: &LiveTable) -> BTreeSet<String> {
    table.propagating_vgws().iter().filter_map(|gateway| gateway.gateway_id.clone()).collect()
}

#[async_trait]
impl Provider for RouteTables {
    fn kind(&self) -> KindName {
        KindName::from(RouteTable::KIND)
    }

    fn pace(&self, of: PaceOf) -> Pace {
        let limit = if of == PaceOf::Delete { 600 } else { 120 };
        Pace {
            interval: Duration::from_secs(1),
            limit: Duration::from_secs(limit),
            typical: Duration::from_secs(3),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        Ok(self.of_stack(stack).await?.iter().map(|table| self.live(table)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        Ok(self.one(id).await?.map(|table| self.live(&table)))
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        const CREATE: &str = "CreateRouteTable";
        let wanted: RouteTable = self.ec2.decode(CREATE, &request.values)?;
        let call = self
            .ec2
            .client
            .create_route_table()
            .vpc_id(&wanted.vpc.0)
            .tag_specifications(tags::specification(ResourceType::RouteTable, &request.tags));
        let call = &call;
        let create = |token: String| async move {
            let answer = self.ec2.write(CREATE, || call.clone().client_token(&token).send()).await?;
            let id = self.ec2.made(CREATE, answer.route_table.and_then(|table| table.route_table_id))?;
            // A table that cannot be seen after all that time was deleted since the token was used first.
            Ok(match self.ec2.until_seen(|| self.one(&id)).await? {
                Some(_) => Tokened::Alive(id),
                None => Tokened::Dead,
            })
        };
        let vpc = &wanted.vpc.0;
        let look = || async move {
            let there = self.of_stack(&request.stack).await?;
            let there = there.iter().map(|table| self.live(table)).find(|live| {
                let is_ours = live.identity.as_ref().is_some_and(|it| it.address == request.address);
                is_ours && live.value("vpc").as_text() == Some(vpc)
            });
            Ok(there.map(|live| live.id))
        };
        let id = self.ec2.create_with_token::<RouteTable, _, _>(CREATE, request, create, look).await?;
        let is_declared = |attribute: &str| match attribute {
            "routes" => !wanted.routes.is_empty(),
            "subnets" => !wanted.subnets.is_empty(),
            "gateways" => !wanted.gateways.is_empty(),
            "propagating_gateways" => !wanted.propagating_gateways.is_empty(),
            _ => false,
        };
        let has_more = ["routes", "subnets", "gateways", "propagating_gateways"].into_iter().any(is_declared);
        if has_more {
            self.set(&id, &wanted, &is_declared).await.map_err(|error| error.made(&id))?;
        }
        Ok(id)
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        let sets = ["routes", "subnets", "gateways", "propagating_gateways"];
        if sets.into_iter().any(|set| request.changes(set)) {
            let wanted: RouteTable = self.ec2.decode("ReplaceRoute", &request.values)?;
            self.set(&request.id, &wanted, &|attribute: &str| request.changes(attribute)).await?;
        }
        self.ec2.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        if let Some(table) = self.one(&request.id).await? {
            let subnets = associated(&table, |it| it.subnet_id.as_ref());
            let gateways = associated(&table, |it| it.gateway_id.as_ref());
            for association in subnets.values().chain(gateways.values()) {
                self.disassociate(association).await?;
            }
        }
        let call = self.ec2.client.delete_route_table().route_table_id(request.id.as_str());
        let answer = self.ec2.write("DeleteRouteTable", || call.clone().send()).await;
        self.ec2.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.ec2.tag_one(id, tags).await
    }

    /// Associations are the table's own; nothing else keeps it.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
