//! `ec2.vpc_endpoint`. A survey is one list, ⌈endpoints / 1000⌉ calls, and one call for the prefix lists
//! where there are gateway endpoints.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_sdk_ec2::types::{DnsOptionsSpecification, ResourceType, SecurityGroupIdentifier};
use scaffold_aws_core::{Found, Tokened, class_of, first, is_absent, is_made_since, missing};
use scaffold_kinds::ec2::{DnsOptions, DnsRecordIpType, EndpointIpAddressType, EndpointType, VpcEndpoint};
use scaffold_kinds::{Choice, JsonPolicy, Kind, Ref};
use scaffold_model::{KindName, Live, LiveState, PhysicalId, StackId, User};
use scaffold_provider::{Class, CreateRequest, DeleteRequest, Error, Pace, PaceOf, Provider, UpdateRequest};

use crate::client::{Ec2, filter, of_stack};
use crate::tags;

const LIST: &str = "DescribeVpcEndpoints";

type LiveEndpoint = aws_sdk_ec2::types::VpcEndpoint;
/// Prefix lists by the service that they belong to.
type PrefixLists = BTreeMap<String, String>;

pub(crate) struct VpcEndpoints {
    ec2: Ec2,
}

impl VpcEndpoints {
    pub fn new(ec2: Ec2) -> Self {
        Self { ec2 }
    }

    async fn of_stack(&self, stack: &StackId) -> Result<Vec<LiveEndpoint>, Error> {
        let request = self.ec2.client.describe_vpc_endpoints().filters(of_stack(stack)).max_results(1000);
        let endpoints = self.ec2.list(
            LIST,
            |token| request.clone().set_next_token(token).send(),
            |page| (page.vpc_endpoints, page.next_token),
        );
        let mut endpoints = endpoints.await?;
        endpoints.retain(|it| tags::is_of(stack, it.tags.as_ref()) && status(it) != "deleted");
        Ok(endpoints)
    }

    async fn one(&self, id: &PhysicalId) -> Result<Option<LiveEndpoint>, Error> {
        let request = self.ec2.client.describe_vpc_endpoints().vpc_endpoint_ids(id.as_str());
        let answer = self.ec2.read(LIST, || request.clone().send()).await;
        let endpoint = first(answer.map(|answer| answer.vpc_endpoints.unwrap_or_default()))?;
        Ok(endpoint.filter(|endpoint| status(endpoint) != "deleted"))
    }

    /// The prefix lists of the services that gateway endpoints lead to.
    async fn prefix_lists(&self, endpoints: &[LiveEndpoint]) -> Result<PrefixLists, Error> {
        let gateways = endpoints.iter().filter(|endpoint| endpoint_type(endpoint) == EndpointType::Gateway);
        let services: BTreeSet<String> = gateways.filter_map(|it| it.service_name.clone()).collect();
        if services.is_empty() {
            return Ok(PrefixLists::new());
        }
        let request = self.ec2.client.describe_prefix_lists();
        let request = request.filters(filter("prefix-list-name", services)).max_results(100);
        let lists = self.ec2.list(
            "DescribePrefixLists",
            |token| request.clone().set_next_token(token).send(),
            |page| (page.prefix_lists, page.next_token),
        );
        let lists = lists.await?.into_iter();
        Ok(lists.filter_map(|list| Some((list.prefix_list_name?, list.prefix_list_id?))).collect())
    }

    fn live(&self, endpoint: &LiveEndpoint, prefix_lists: &PrefixLists) -> Live {
        let id = endpoint.vpc_endpoint_id().unwrap_or_default();
        let service = endpoint.service_name().unwrap_or_default();
        let refs = |ids: &[String]| ids.iter().cloned().map(Ref).collect::<BTreeSet<Ref>>();
        let endpoint_type = endpoint_type(endpoint);
        let arn = self.ec2.connection().arn("ec2", endpoint.owner_id(), &format!("vpc-endpoint/{id}"));
        let dns_name = endpoint.dns_entries().first().and_then(|entry| entry.dns_name.clone());
        let prefix_list =
            prefix_lists.get(service).filter(|_| endpoint_type == EndpointType::Gateway).cloned();
        Found {
            id: id.to_owned(),
            attributes: VpcEndpoint {
                vpc: Ref(endpoint.vpc_id().unwrap_or_default().to_owned()),
                service_name: service.to_owned(),
                service_region: endpoint.service_region.clone(),
                endpoint_type,
                policy: endpoint.policy_document.clone().map(JsonPolicy),
                route_tables: refs(endpoint.route_table_ids()),
                subnets: refs(endpoint.subnet_ids()),
                security_groups: endpoint.groups().iter().filter_map(group_id).map(Ref).collect(),
                // Only interface endpoints have it; some answers say `true` of others.
                private_dns: endpoint_type == EndpointType::Interface
                    && endpoint.private_dns_enabled().unwrap_or_default(),
                ip_address_type: endpoint
                    .ip_address_type()
                    .and_then(|word| EndpointIpAddressType::from_word(word.as_str())),
                dns_options: endpoint.dns_options().map(dns_options),
            },
            outputs: vec![("arn", Some(arn)), ("dns_name", dns_name), ("prefix_list_id", prefix_list)],
            tags: tags::read(endpoint.tags.as_ref()),
            state: state(endpoint),
            name: None,
            created: endpoint.creation_timestamp,
        }
        .live()
    }

    async fn delete_once(&self, id: &PhysicalId) -> Result<(), Error> {
        const DELETE: &str = "DeleteVpcEndpoints";
        let call = self.ec2.client.delete_vpc_endpoints().vpc_endpoint_ids(id.as_str());
        let answer = self.ec2.write(DELETE, || call.clone().send()).await?;
        // This action answers 200 and says inside what it could not do.
        for item in answer.unsuccessful.unwrap_or_default() {
            let Some(error) = item.error else { continue };
            let code = error.code.unwrap_or_default();
            let mut refused = self.ec2.error(class_of(&code, 400), DELETE, error.message.unwrap_or_default());
            refused.code = Some(code);
            return Err(under_way(refused));
        }
        Ok(())
    }

    /// One call for all changes: while one is under way AWS refuses the next. What is to be added or
    /// taken away is asked first, since adding twice is refused.
    async fn modify(&self, request: &UpdateRequest, wanted: &VpcEndpoint) -> Result<(), Error> {
        const MODIFY: &str = "ModifyVpcEndpoint";
        let gone = || self.ec2.error(Class::Gone, MODIFY, format!("endpoint {} is gone", request.id));
        let live = self.ec2.until_seen(|| self.one(&request.id)).await?.ok_or_else(gone)?;
        let nothing = self.ec2.client.modify_vpc_endpoint().vpc_endpoint_id(request.id.as_str());
        let mut call = nothing.clone();
        if request.changes("route_tables") {
            let (wanted, there) = (ids(&wanted.route_tables), texts(live.route_table_ids()));
            call = call.set_add_route_table_ids(missing(&wanted, &there));
            call = call.set_remove_route_table_ids(missing(&there, &wanted));
        }
        if request.changes("subnets") {
            let (wanted, there) = (ids(&wanted.subnets), texts(live.subnet_ids()));
            call = call.set_add_subnet_ids(missing(&wanted, &there));
            call = call.set_remove_subnet_ids(missing(&there, &wanted));
        }
        if request.changes("security_groups") {
            let there = live.groups().iter().filter_map(group_id).collect();
            let wanted = ids(&wanted.security_groups);
            call = call.set_add_security_group_ids(missing(&wanted, &there));
            call = call.set_remove_security_group_ids(missing(&there, &wanted));
        }
        if request.changes("policy") {
            call = match &wanted.policy {
                Some(policy) => call.policy_document(&policy.0),
                None => call.reset_policy(true),
            };
        }
        if request.changes("private_dns") {
            call = call.private_dns_enabled(wanted.private_dns);
        }
        if request.changes("ip_address_type") {
            call = call.set_ip_address_type(wanted.ip_address_type.map(|word| word.word().into()));
        }
        // Turning private names on sets anew how they resolve.
        if request.changes("dns_options") || (request.changes("private_dns") && wanted.private_dns) {
            call = call.set_dns_options(wanted.dns_options.as_ref().map(dns_specification));
        }
        if call.as_input() == nothing.as_input() {
            return Ok(());
        }
        self.ec2.once(MODIFY, || call.clone().send()).await.map_err(under_way)?;
        Ok(())
    }
}

/// Some refusals say only in words that another change is under way.
fn under_way(error: Error) -> Error {
    match error.message.contains("operation going on") || error.message.contains("operation in progress") {
        true => Error { class: Class::Dependency, ..error },
        false => error,
    }
}

/// AWS writes states in both cases.
fn status(endpoint: &LiveEndpoint) -> String {
    endpoint.state().map(|state| state.as_str().to_ascii_lowercase()).unwrap_or_default()
}

fn state(endpoint: &LiveEndpoint) -> LiveState {
    let status = status(endpoint);
    let why = || {
        let error = endpoint.last_error().and_then(|error| error.message());
        let why = endpoint.failure_reason().or(error).unwrap_or("AWS does not say why");
        format!("{status}: {why}")
    };
    match status.as_str() {
        "pending" | "pendingacceptance" | "partial" => LiveState::Pending(status),
        "deleting" => LiveState::Deleting(status),
        "failed" | "rejected" | "expired" => LiveState::Failed(why()),
        _ => LiveState::Ready,
    }
}

fn endpoint_type(endpoint: &LiveEndpoint) -> EndpointType {
    endpoint
        .vpc_endpoint_type()
        .and_then(|word| EndpointType::from_word(word.as_str()))
        .unwrap_or(EndpointType::Gateway)
}

fn group_id(group: &SecurityGroupIdentifier) -> Option<String> {
    group.group_id.clone()
}

fn dns_options(live: &aws_sdk_ec2::types::DnsOptions) -> DnsOptions {
    DnsOptions {
        record_ip_type: live.dns_record_ip_type().and_then(|word| DnsRecordIpType::from_word(word.as_str())),
        private_only_for_inbound_resolver: live.private_dns_only_for_inbound_resolver_endpoint(),
    }
}

fn dns_specification(wanted: &DnsOptions) -> DnsOptionsSpecification {
    let DnsOptions { record_ip_type, private_only_for_inbound_resolver } = wanted;
    DnsOptionsSpecification::builder()
        .set_dns_record_ip_type(record_ip_type.map(|word| word.word().into()))
        .set_private_dns_only_for_inbound_resolver_endpoint(*private_only_for_inbound_resolver)
        .build()
}

fn ids(refs: &BTreeSet<Ref>) -> BTreeSet<String> {
    refs.iter().map(|reference| reference.0.clone()).collect()
}

fn texts(ids: &[String]) -> BTreeSet<String> {
    ids.iter().cloned().collect()
}

fn some(refs: &BTreeSet<Ref>) -> Option<Vec<String>> {
    (!refs.is_empty()).then(|| ids(refs).into_iter().collect())
}

#[async_trait]
impl Provider for VpcEndpoints {
    fn kind(&self) -> KindName {
        KindName::from(VpcEndpoint::KIND)
    }

    fn pace(&self, _: PaceOf) -> Pace {
        Pace {
            interval: Duration::from_secs(5),
            limit: Duration::from_secs(900),
            typical: Duration::from_secs(60),
        }
    }

    async fn survey(&self, stack: &StackId) -> Result<Vec<Live>, Error> {
        let endpoints = self.of_stack(stack).await?;
        let prefix_lists = self.prefix_lists(&endpoints).await?;
        Ok(endpoints.iter().map(|endpoint| self.live(endpoint, &prefix_lists)).collect())
    }

    async fn read(&self, id: &PhysicalId) -> Result<Option<Live>, Error> {
        let Some(endpoint) = self.one(id).await? else { return Ok(None) };
        let prefix_lists = self.prefix_lists(std::slice::from_ref(&endpoint)).await?;
        Ok(Some(self.live(&endpoint, &prefix_lists)))
    }

    async fn create(&self, request: &CreateRequest) -> Result<PhysicalId, Error> {
        const CREATE: &str = "CreateVpcEndpoint";
        let endpoint: VpcEndpoint = self.ec2.decode(CREATE, &request.values)?;
        let is_interface = endpoint.endpoint_type == EndpointType::Interface;
        let call = self
            .ec2
            .client
            .create_vpc_endpoint()
            .vpc_id(&endpoint.vpc.0)
            .service_name(&endpoint.service_name)
            .set_service_region(endpoint.service_region.clone())
            .vpc_endpoint_type(endpoint.endpoint_type.word().into())
            .set_policy_document(endpoint.policy.as_ref().map(|policy| policy.0.clone()))
            .set_route_table_ids(some(&endpoint.route_tables))
            .set_subnet_ids(some(&endpoint.subnets))
            .set_security_group_ids(some(&endpoint.security_groups))
            // AWS turns it on for interface endpoints when it is not said.
            .set_private_dns_enabled(is_interface.then_some(endpoint.private_dns))
            .set_ip_address_type(endpoint.ip_address_type.map(|word| word.word().into()))
            .set_dns_options(endpoint.dns_options.as_ref().map(dns_specification))
            .tag_specifications(tags::specification(ResourceType::VpcEndpoint, &request.tags));
        let call = &call;
        let create = |token: String| async move {
            let begun = SystemTime::now();
            let answer = self.ec2.write(CREATE, || call.clone().client_token(&token).send()).await?;
            let made = answer.vpc_endpoint.unwrap_or_else(|| LiveEndpoint::builder().build());
            let id = self.ec2.made(CREATE, made.vpc_endpoint_id.clone())?;
            // The answer to a token that was used before may be as old as the first one: ask.
            let by_id = self.ec2.client.describe_vpc_endpoints().vpc_endpoint_ids(id.as_str());
            let seen = self.ec2.read(LIST, || by_id.clone().send()).await;
            let seen = first(seen.map(|answer| answer.vpc_endpoints.unwrap_or_default()))?;
            let seen = seen.unwrap_or(made);
            let is_dead = match status(&seen).as_str() {
                "deleting" | "deleted" => true,
                // One that failed just now says why when it is waited for.
                "failed" | "rejected" | "expired" => !is_made_since(begun, seen.creation_timestamp()),
                _ => false,
            };
            Ok(if is_dead { Tokened::Dead } else { Tokened::Alive(id) })
        };
        let wanted = &endpoint;
        let look = || async move {
            let there = self.of_stack(&request.stack).await?;
            let there = there.iter().map(|endpoint| self.live(endpoint, &PrefixLists::new()));
            let is_it = |live: &Live| {
                let is_ours = live.identity.as_ref().is_some_and(|it| it.address == request.address);
                let is_usable = matches!(live.state, LiveState::Ready | LiveState::Pending(_));
                let is_same = |attribute: &str, text: &str| live.value(attribute).as_text() == Some(text);
                is_ours
                    && is_usable
                    && is_same("vpc", &wanted.vpc.0)
                    && is_same("service_name", &wanted.service_name)
                    && is_same("endpoint_type", wanted.endpoint_type.word())
            };
            Ok(there.into_iter().find(is_it).map(|live| live.id))
        };
        self.ec2.create_with_token::<VpcEndpoint, _, _>(CREATE, request, create, look).await
    }

    async fn update(&self, request: &UpdateRequest) -> Result<(), Error> {
        if request.patch.keys().any(|attribute| attribute != "tags") {
            let wanted: VpcEndpoint = self.ec2.decode("ModifyVpcEndpoint", &request.values)?;
            self.ec2.settle(|| self.modify(request, &wanted)).await?;
        }
        self.ec2.update_tags(request).await
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), Error> {
        let Some(live) = self.one(&request.id).await? else {
            self.ec2.connection().removed(&request.id);
            return Ok(());
        };
        if status(&live) == "deleting" {
            return Ok(());
        }
        let answer = match self.delete_once(&request.id).await {
            // A route of it is gone already, by another hand: off its tables with it, then again.
            Err(error)
                if is_absent(&error)
                    && !live.route_table_ids().is_empty()
                    && self.one(&request.id).await?.is_some() =>
            {
                let tables = live.route_table_ids().to_vec();
                let call = self.ec2.client.modify_vpc_endpoint().vpc_endpoint_id(request.id.as_str());
                let call = call.set_remove_route_table_ids(Some(tables));
                self.ec2.write("ModifyVpcEndpoint", || call.clone().send()).await?;
                self.delete_once(&request.id).await
            }
            answer => answer,
        };
        self.ec2.removed(&request.id, answer)
    }

    async fn tag(&self, id: &PhysicalId, tags: &BTreeMap<String, String>) -> Result<(), Error> {
        self.ec2.tag_one(id, tags).await
    }

    /// Nothing keeps an endpoint from being deleted.
    async fn users(&self, _: &[PhysicalId]) -> Result<Vec<User>, Error> {
        Ok(Vec::new())
    }
}
