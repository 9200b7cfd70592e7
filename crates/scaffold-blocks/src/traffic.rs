//! `ingress` and `egress`: who may come in, and where those inside may go.

use ipnet::{Ipv4Net, Ipv6Net};
use scaffold_kinds::{AttributeType, Choice, DecodeError, choice, record};
use scaffold_model::{KindName, Rule, TextRule, Type, Value};

record! {
    /// Who may come in beside those that connect.
    pub struct Ingress {
        /// Who: a range of addresses (`203.0.113.0/24`), a prefix list (`pl-…`, or the name of one of AWS's own), or a security group by
        /// the address of what has it, or its id (`sg-…`).
        from: Option<String> => of_type(peer()).required(),
        /// The port. Every port of the protocol when it is not said.
        port: Option<i64> => between(0, 65_535),
        /// The last port, where it is a range.
        to_port: Option<i64> => between(0, 65_535),
        /// What is spoken.
        protocol: Option<Protocol> => defaults_to("tcp"),
        /// What it is for, at most 255 characters of those that AWS allows.
        description: Option<String> => text(TextRule::Described { words: "1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*", fits: is_description }),
    }
    rules {
        Rule::Requires { attribute: "to_port", is: &[], needs: &["port"] },
        Rule::OnlyWhere { attributes: &["port", "to_port"], attribute: "protocol", is: &["tcp", "udp"] },
    }
}

record! {
    /// Where those inside may go.
    pub struct EgressRule {
        /// Whereto: a range of addresses (`203.0.113.0/24`), a prefix list (`pl-…`), or a security group
        /// by the address of what has it, or its id (`sg-…`).
        to: Option<String> => of_type(peer()).required(),
        /// The port. Every port of the protocol when it is not said.
        port: Option<i64> => between(0, 65_535),
        /// The last port, where it is a range.
        to_port: Option<i64> => between(0, 65_535),
        /// What is spoken.
        protocol: Option<Protocol> => defaults_to("tcp"),
        /// What it is for, at most 255 characters of those that AWS allows.
        description: Option<String> => text(TextRule::Described { words: "1 to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*", fits: is_description }),
    }
    rules {
        Rule::Requires { attribute: "to_port", is: &[], needs: &["port"] },
        Rule::OnlyWhere { attributes: &["port", "to_port"], attribute: "protocol", is: &["tcp", "udp"] },
    }
}

choice! {
    /// What is spoken.
    pub enum Protocol {
        /// TCP.
        Tcp = "tcp",
        /// UDP.
        Udp = "udp",
        /// ICMP, of every type.
        Icmp = "icmp",
        /// ICMP for IPv6, of every type.
        Icmpv6 = "icmpv6",
        /// Everything.
        All = "all",
    }
}

choice! {
    /// No limit.
    pub enum Everywhere {
        /// To everywhere.
        All = "all",
    }
}

/// Everywhere, or there alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Egress {
    /// To everywhere.
    All,
    /// There, and where the block connects to.
    To(Vec<EgressRule>),
}

impl AttributeType for Egress {
    fn ty() -> Type {
        Type::AnyOf(vec![Everywhere::ty(), Type::List(Box::new(EgressRule::ty()))])
    }

    fn decode(value: &Value) -> Result<Self, DecodeError> {
        match value {
            Value::Null => Ok(Self::All),
            Value::Text(text) if text == Everywhere::All.word() => Ok(Self::All),
            other => Vec::decode(other).map(Self::To),
        }
    }

    fn encode(&self) -> Value {
        match self {
            Self::All => Value::from(Everywhere::All.word()),
            Self::To(rules) => rules.encode(),
        }
    }
}

/// A range, a prefix list, or a security group.
fn peer() -> Type {
    let group = Type::Reference(KindName::from("ec2.security_group"));
    Type::AnyOf([ranges(), vec![group]].concat())
}

/// Ranges and prefix lists.
pub(crate) fn ranges() -> Vec<Type> {
    vec![Type::Cidr4 { shortest: 0, longest: 32 }, Type::Cidr6, Type::Text(TextRule::PrefixList)]
}

/// The attribute of a rule that takes a peer.
pub(crate) fn peer_attribute(peer: &str) -> &'static str {
    if peer.parse::<Ipv4Net>().is_ok() {
        "cidr_block"
    } else if peer.parse::<Ipv6Net>().is_ok() {
        "ipv6_cidr_block"
    } else if TextRule::PrefixList.fits(peer) {
        "prefix_list"
    } else {
        "security_group"
    }
}

fn is_description(text: &str) -> bool {
    (1..=255).contains(&text.chars().count())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c))
}
