use std::collections::{BTreeMap, BTreeSet};

use ipnet::Ipv4Net;
use scaffold_kinds::{AttributeType, Choice, DecodeError, choice};
use scaffold_model::diagnostic::any_error;
use scaffold_model::{Diagnostic, Disruption, TextRule, Type, Value, ZoneNumber};

use crate::block::{Context, Expands, block};
use crate::part::{Expansion, Part};
use crate::{codes, vpc_flow_logs, vpc_ranges};

block! {
    /// A network over several zones: subnets in tiers, the ways out, and private ways to services.
    ///
    /// The range is cut into 32 equal parts, eight zones for each of up to four tiers, as a fixed
    /// function of tier and zone. So adding a zone or a tier never renumbers: `public-1` of
    /// `10.0.0.0/16` is `10.0.0.0/21` with two zones and with six.
    ///
    /// The default security group has no rules and the main route table no routes, and both are
    /// watched: what reaches something does so by a rule or route that the blueprint shows.
    pub struct Vpc: "vpc" {
        /// IPv4 range in CIDR notation, /16 to /22.
        cidr_block: Option<Ipv4Net> => required().prefix_between(16, 22).replaces(),
        /// In how many zones it stands, 1 to 6, or in which, by name: `["us-east-1a", "us-east-1c"]`.
        /// A number takes the region's first zones; named ones are numbered by their letter.
        zones: Zones => defaults_to(3_i64),
        /// Tiers, each with one subnet per zone. `"public"` has a route to the internet both ways,
        /// `"private"` a way out through NAT gateways, `"isolated"` none.
        tiers: BTreeSet<Tier> => defaults_to(words(["public", "private"])),
        /// How private subnets reach out: by a gateway in each zone, by one for all (less money, and
        /// one zone whose loss takes it away), or not at all.
        nat: Nat => defaults_to("per_zone").disrupts(Disruption::Downtime),
        /// Whether instances with public addresses get public DNS names. Needs `dns_support`.
        dns_hostnames: bool => defaults_to(true),
        /// Whether Amazon's DNS server answers inside the network.
        dns_support: bool => defaults_to(true).disrupts(Disruption::Downtime),
        /// Services that every route table reaches without leaving AWS's network, free of charge.
        gateway_endpoints: BTreeSet<GatewayService> => defaults_to(words(["s3"])),
        /// Ranges of single subnets in place of those that the block would give them:
        /// `{ "public-1" = "10.0.0.0/22" }`.
        subnet_cidrs: BTreeMap<String, Ipv4Net> => of_type(Type::Map(Box::new(Type::Cidr4 { shortest: 16, longest: 28 }))).refuses_change("a subnet cannot move: add a tier or zone beside it, move what runs there, then take this one out"),
        /// Writes down who talks to whom in the network, and for how many days that is kept: 1, 3, 5, 7,
        /// 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653.
        /// Off when it is not said. AWS charges by what is written.
        flow_logs_retention_days: Option<i64> => of_type(vpc_flow_logs::days()),
    }
    rules {
        scaffold_model::Rule::Requires { attribute: "dns_hostnames", is: &["true"], needs: &["dns_support"] },
    }
    outputs {
        /// `vpc-…`.
        id: String = "vpc.id",
        /// The IPv4 range.
        cidr_block: Ipv4Net = "vpc.cidr_block",
        /// Ids of the public subnets, by zone.
        public_subnet_ids: Vec<String> = "subnet.public-*.id",
        /// Ids of the private subnets, by zone.
        private_subnet_ids: Vec<String> = "subnet.private-*.id",
        /// Ids of the isolated subnets, by zone.
        isolated_subnet_ids: Vec<String> = "subnet.isolated-*.id",
        /// The addresses that private subnets show to the internet.
        nat_public_ips: Vec<String> = "elastic_ip.*.public_ip",
    }
    parts {
        /// The network itself.
        "vpc": "ec2.vpc",
        /// The way to the internet, where there is a public tier.
        "internet_gateway": "ec2.internet_gateway",
        /// One for each tier and zone: `subnet.public-1`.
        "subnet.<tier>-<zone>": "ec2.subnet",
        /// The address of a NAT gateway.
        "elastic_ip.<zone>": "ec2.elastic_ip",
        /// One for each zone, or the first zone's alone.
        "nat_gateway.<zone>": "ec2.nat_gateway",
        /// One for all public subnets.
        "route_table.public": "ec2.route_table",
        /// One for each zone's private subnet, however many NAT gateways there are, so that a change
        /// of `nat` changes one route.
        "route_table.private-<zone>": "ec2.route_table",
        /// One for all isolated subnets.
        "route_table.isolated": "ec2.route_table",
        /// One for each of `gateway_endpoints`.
        "vpc_endpoint.<service>": "ec2.vpc_endpoint",
        /// Where flow logs go, with `flow_logs_retention_days`. It holds data.
        "log_group.flow-logs": "logs.log_group",
        /// Who writes them: may write to exactly that log group.
        "role.flow-logs": "iam.role",
        /// The flow log of the network.
        "flow_log": "ec2.flow_log",
    }
}

choice! {
    /// How far a subnet reaches.
    pub enum Tier {
        /// To and from the internet.
        Public = "public",
        /// To the internet through NAT.
        Private = "private",
        /// Nowhere outside.
        Isolated = "isolated",
    }
}

choice! {
    /// How private subnets reach out.
    pub enum Nat {
        /// By a gateway in each zone.
        PerZone = "per_zone",
        /// By one gateway for all zones.
        Single = "single",
        /// Not at all.
        None = "none",
    }
}

choice! {
    /// Services with gateway endpoints.
    pub enum GatewayService {
        /// Amazon S3.
        S3 = "s3",
        /// Amazon DynamoDB.
        DynamoDb = "dynamodb",
    }
}

/// So many zones, or these.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zones {
    /// The region's first zones.
    Count(u32),
    /// By name.
    Named(BTreeSet<String>),
}

impl AttributeType for Zones {
    fn ty() -> Type {
        let name = Type::Text(TextRule::Described {
            words: "a zone's name, such as `us-east-1a`",
            fits: vpc_ranges::looks_like_zone,
        });
        Type::AnyOf(vec![Type::Integer { minimum: 1, maximum: 6 }, Type::Set(Box::new(name))])
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value.as_integer().map(u32::try_from) {
            Some(Ok(count @ 1..=6)) => Ok(Self::Count(count)),
            _ => BTreeSet::decode(value).map(Self::Named),
        }
    }

    fn encode(&self) -> Value {
        match self {
            Self::Count(count) => Value::Integer(i64::from(*count)),
            Self::Named(names) => names.encode(),
        }
    }
}

/// One zone of the block: its number, and its name where the blueprint says it.
#[derive(Clone, Debug)]
struct Zone {
    number: u32,
    name: Option<String>,
}

impl Expands for Vpc {
    fn expand(&self, context: &Context<'_>) -> Expansion {
        let mut problems = Vec::new();
        let zones = self.zones(context, &mut problems);
        self.check_nat(context, &mut problems);
        let shape = ["zones", "tiers", "nat", "gateway_endpoints", "flow_logs_retention_days"];
        let all_parts = !any_error(&problems) && context.are_sound(&shape);
        let ranges = self.ranges(&zones, all_parts, context, &mut problems);
        let gateways = self.gateway_zones(&zones);
        let mut parts = vec![self.network()];
        if self.tiers.contains(&Tier::Public) {
            parts.push(
                Part::new("internet_gateway", "ec2.internet_gateway").with("vpc", context.id_of("vpc")),
            );
        }
        for (tier, zone, range) in ranges {
            parts.push(self.subnet(tier, zone, range, context));
        }
        for zone in &gateways {
            parts.push(Part::new(format!("elastic_ip.{zone}"), "ec2.elastic_ip"));
        }
        for zone in &gateways {
            let gateway = Part::new(format!("nat_gateway.{zone}"), "ec2.nat_gateway")
                .with("subnet", context.id_of(&format!("subnet.public-{zone}")))
                .with("elastic_ip", context.id_of(&format!("elastic_ip.{zone}")));
            parts.push(gateway);
        }
        let tables = self.route_tables(&zones, &gateways, context);
        let endpoints = self.endpoints(&tables, context);
        parts.extend(tables);
        parts.extend(endpoints);
        parts.extend(
            self.flow_logs_retention_days.iter().flat_map(|days| vpc_flow_logs::parts(*days, context)),
        );
        let outputs = self.outputs(&zones, &gateways, context);
        Expansion { parts, outputs, all_parts, diagnostics: problems }
    }
}

impl Vpc {
    fn zones(&self, context: &Context<'_>, problems: &mut Vec<Diagnostic>) -> Vec<Zone> {
        let names = match &self.zones {
            Zones::Count(count) => return (1..=*count).map(|number| Zone { number, name: None }).collect(),
            Zones::Named(names) => names,
        };
        let region = context.stack.region.as_str();
        let shown = if region.is_empty() { "<region>" } else { region };
        if names.is_empty() {
            let problem = Diagnostic::error(&codes::ZONE_NOT_OF_REGION, "`zones` names no zone")
                .at(context.origin("zones"), "empty")
                .help(format!("name at least one, such as `{shown}a`, or say how many"));
            problems.push(problem);
        }
        let mut zones = Vec::new();
        for name in names {
            match vpc_ranges::zone_number(name, region) {
                Some(number) => zones.push(Zone { number, name: Some(name.clone()) }),
                None => problems.push(
                    Diagnostic::error(
                        &codes::ZONE_NOT_OF_REGION,
                        format!("`{name}` is not a standard zone of {shown}"),
                    )
                    .at(context.origin(&context.item("zones", name)), "not of this region")
                    .help(format!("zones of {shown} are `{shown}a` to `{shown}h`")),
                ),
            }
        }
        zones
    }

    fn ranges<'z>(
        &self,
        zones: &'z [Zone],
        all_parts: bool,
        context: &Context<'_>,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<(Tier, &'z Zone, Option<Ipv4Net>)> {
        let pairs = self.tiers.iter().flat_map(|tier| zones.iter().map(move |zone| (*tier, zone)));
        let mut ranges = Vec::new();
        for (tier, zone) in pairs {
            let declared = self.subnet_cidrs.get(&subnet_name(tier, zone.number)).copied();
            let slot = || vpc_ranges::slot(self.cidr_block?, tier as u32, zone.number);
            ranges.push((tier, zone, declared.or_else(slot).map(|range| range.trunc())));
        }
        let named: Vec<(String, Option<Ipv4Net>)> =
            ranges.iter().map(|(tier, zone, range)| (subnet_name(*tier, zone.number), *range)).collect();
        problems.extend(vpc_ranges::check(self.cidr_block, &self.subnet_cidrs, &named, all_parts, context));
        ranges
    }

    fn check_nat(&self, context: &Context<'_>, problems: &mut Vec<Diagnostic>) {
        let has = |tier| self.tiers.contains(&tier);
        let declared = context.block.values.contains_key("nat");
        if self.nat == Nat::None || !context.are_sound(&["tiers", "nat"]) {
            return;
        }
        if has(Tier::Private) && !has(Tier::Public) {
            let message = "NAT gateways stand in public subnets, and there is no public tier";
            problems.push(
                Diagnostic::error(&codes::NAT_WITHOUT_PUBLIC_TIER, message)
                    .at(context.origin(if declared { "nat" } else { "tiers" }), "no public tier to stand in")
                    .help("add `\"public\"` to `tiers`, or say `nat = \"none\"`"),
            );
        } else if declared && !has(Tier::Private) {
            let message = "NAT gateways serve private subnets, and there is no private tier";
            problems.push(
                Diagnostic::warning(&codes::NAT_WITHOUT_PRIVATE_TIER, message)
                    .at(context.origin("nat"), "serves nobody, so none is made")
                    .help("take this line out, or add `\"private\"` to `tiers`"),
            );
        }
    }

    /// Numbers of the zones that have a NAT gateway.
    fn gateway_zones(&self, zones: &[Zone]) -> Vec<u32> {
        let wanted = [Tier::Public, Tier::Private].iter().all(|tier| self.tiers.contains(tier));
        let count = match self.nat {
            _ if !wanted => 0,
            Nat::PerZone => zones.len(),
            Nat::Single => 1,
            Nat::None => 0,
        };
        zones.iter().take(count).map(|zone| zone.number).collect()
    }

    fn network(&self) -> Part {
        Part::new("vpc", "ec2.vpc")
            .asked("cidr_block", "cidr_block", self.cidr_block.encode())
            .asked("dns_hostnames", "dns_hostnames", self.dns_hostnames)
            .asked("dns_support", "dns_support", self.dns_support)
    }

    fn subnet(&self, tier: Tier, zone: &Zone, range: Option<Ipv4Net>, context: &Context<'_>) -> Part {
        let name = subnet_name(tier, zone.number);
        let asked_by = if self.subnet_cidrs.contains_key(&name) {
            format!("subnet_cidrs.{name}")
        } else {
            "cidr_block".to_owned()
        };
        let mut part = Part::new(format!("subnet.{name}"), "ec2.subnet")
            .with("vpc", context.id_of("vpc"))
            .asked(asked_by, "cidr_block", range.encode());
        if tier == Tier::Public {
            part = part.asked("tiers", "map_public_ip_on_launch", true);
        }
        match &zone.name {
            Some(name) => part.asked("zones", "availability_zone", name.as_str()),
            None => {
                part.zone = Some(ZoneNumber { block: context.address().clone(), number: zone.number });
                part
            }
        }
    }

    fn route_tables(&self, zones: &[Zone], gateways: &[u32], context: &Context<'_>) -> Vec<Part> {
        let table = |name: String, subnets: Vec<Value>, way_out: Option<(&str, String)>| {
            let part = Part::new(format!("route_table.{name}"), "ec2.route_table")
                .with("vpc", context.id_of("vpc"))
                .asked("tiers", "subnets", Value::List(subnets));
            match way_out {
                Some((target, gateway)) => {
                    let by = if target == "nat_gateway" { "nat" } else { "tiers" };
                    let route = BTreeMap::from([
                        ("destination".to_owned(), Value::from("0.0.0.0/0")),
                        (target.to_owned(), context.id_of(&gateway)),
                    ]);
                    part.asked(by, "routes", Value::List(vec![Value::Map(route)]))
                }
                None => part,
            }
        };
        let subnets = |tier: Tier| -> Vec<Value> { self.subnet_ids(tier, zones, context) };
        let mut tables = Vec::new();
        if self.tiers.contains(&Tier::Public) {
            let way_out = Some(("internet_gateway", "internet_gateway".to_owned()));
            tables.push(table("public".to_owned(), subnets(Tier::Public), way_out));
        }
        for (zone, subnet) in zones.iter().zip(subnets(Tier::Private)) {
            let gateway = gateways.iter().find(|number| **number == zone.number).or(gateways.first());
            let way_out = gateway.map(|number| ("nat_gateway", format!("nat_gateway.{number}")));
            tables.push(table(format!("private-{}", zone.number), vec![subnet], way_out));
        }
        if self.tiers.contains(&Tier::Isolated) {
            tables.push(table("isolated".to_owned(), subnets(Tier::Isolated), None));
        }
        tables
    }

    fn endpoints(&self, tables: &[Part], context: &Context<'_>) -> Vec<Part> {
        let route_tables: Vec<Value> = tables.iter().map(|table| context.id_of(&table.name)).collect();
        let endpoint = |service: &GatewayService| {
            let service = service.word();
            let service_name = format!("com.amazonaws.{}.{service}", context.stack.region);
            Part::new(format!("vpc_endpoint.{service}"), "ec2.vpc_endpoint")
                .with("vpc", context.id_of("vpc"))
                .with("endpoint_type", "Gateway")
                .asked("gateway_endpoints", "service_name", service_name)
                .asked("tiers", "route_tables", Value::List(route_tables.clone()))
        };
        self.gateway_endpoints.iter().map(endpoint).collect()
    }

    fn subnet_ids(&self, tier: Tier, zones: &[Zone], context: &Context<'_>) -> Vec<Value> {
        let zones = if self.tiers.contains(&tier) { zones } else { &[] };
        let part = |zone: &Zone| format!("subnet.{}", subnet_name(tier, zone.number));
        zones.iter().map(|zone| context.id_of(&part(zone))).collect()
    }

    fn outputs(&self, zones: &[Zone], gateways: &[u32], context: &Context<'_>) -> BTreeMap<String, Value> {
        let subnets = |tier| Value::List(self.subnet_ids(tier, zones, context));
        let ips = gateways.iter().map(|zone| context.output_of(&format!("elastic_ip.{zone}"), "public_ip"));
        let outputs = [
            ("id", context.id_of("vpc")),
            ("cidr_block", context.output_of("vpc", "cidr_block")),
            ("public_subnet_ids", subnets(Tier::Public)),
            ("private_subnet_ids", subnets(Tier::Private)),
            ("isolated_subnet_ids", subnets(Tier::Isolated)),
            ("nat_public_ips", Value::List(ips.collect())),
        ];
        outputs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn subnet_name(tier: Tier, zone: u32) -> String {
    format!("{}-{zone}", tier.word())
}

fn words<const N: usize>(words: [&str; N]) -> Value {
    Value::List(words.into_iter().map(Value::from).collect())
}
