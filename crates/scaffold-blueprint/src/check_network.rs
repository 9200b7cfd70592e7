//! IP ranges.

use std::net::{Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};
use scaffold_model::Value;

use crate::codes;
use crate::problems::Finding;

pub(crate) fn cidr4(text: &str, shortest: u8, longest: u8) -> Result<Value, Finding> {
    let Ok(net) = text.parse::<Ipv4Net>() else {
        let finding = Finding::new(&codes::BAD_CIDR, "is no IPv4 range in CIDR notation", "no IPv4 range");
        return Err(match text.parse::<Ipv4Addr>() {
            Ok(address) => finding.help(format!("add a prefix length: `{address}/{longest}`")),
            Err(_) => finding.help("write four numbers and a prefix length: `10.0.0.0/16`"),
        });
    };
    if net.trunc() != net {
        return Err(host_bits(&net.trunc().to_string(), net.prefix_len()));
    }
    if (shortest..=longest).contains(&net.prefix_len()) {
        return Ok(Value::Text(net.to_string()));
    }
    let problem = format!("is a /{}, but must be /{shortest} to /{longest}", net.prefix_len());
    let label = if net.prefix_len() < shortest { "too large a range" } else { "too small a range" };
    let nearest = net.prefix_len().clamp(shortest, longest);
    Err(Finding::new(&codes::CIDR_SIZE, problem, label).maybe_help(
        Ipv4Net::new(net.addr(), nearest).ok().map(|net| format!("for instance `{}`", net.trunc())),
    ))
}

pub(crate) fn cidr6(text: &str) -> Result<Value, Finding> {
    let Ok(net) = text.parse::<Ipv6Net>() else {
        let finding = Finding::new(&codes::BAD_CIDR, "is no IPv6 range in CIDR notation", "no IPv6 range");
        return Err(match text.parse::<Ipv6Addr>() {
            Ok(address) => finding.help(format!("add a prefix length: `{address}/64`")),
            Err(_) => finding.help("write an address and a prefix length: `2001:db8::/64`"),
        });
    };
    if net.trunc() == net {
        Ok(Value::Text(net.to_string()))
    } else {
        Err(host_bits(&net.trunc().to_string(), net.prefix_len()))
    }
}

fn host_bits(canonical: &str, prefix: u8) -> Finding {
    Finding::new(
        &codes::HOST_BITS_SET,
        format!("has bits set after its prefix of {prefix}"),
        "an address in the range, not the range",
    )
    .help(format!("the range is `{canonical}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_judged() {
        assert_eq!(cidr4("10.0.0.0/16", 16, 22).unwrap(), Value::text("10.0.0.0/16"));
        assert_eq!(cidr4("10.0.0.1/16", 16, 22).unwrap_err().help.unwrap(), "the range is `10.0.0.0/16`");
        assert_eq!(cidr4("10.0.0.0/8", 16, 22).unwrap_err().code, &codes::CIDR_SIZE);
        assert_eq!(cidr4("10.0.0/16", 16, 22).unwrap_err().code, &codes::BAD_CIDR);
        assert_eq!(cidr6("2001:0DB8::/64").unwrap(), Value::text("2001:db8::/64"));
        assert_eq!(cidr6("2001:db8::1/64").unwrap_err().code, &codes::HOST_BITS_SET);
    }
}
