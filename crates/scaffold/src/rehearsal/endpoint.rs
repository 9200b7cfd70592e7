//! Where a rehearsal may go.

use std::net::{IpAddr, Ipv6Addr};

use crate::failure::Failure;

/// Domains that AWS answers at, in every partition.
const AWS: &[&str] = &[
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "api.aws",
    "api.amazonwebservices.com.cn",
    "amazonwebservices.com.cn",
    "aws",
    "c2s.ic.gov",
    "sc2s.sgov.gov",
    "csp.hci.ic.gov",
    "cloud.adc-e.uk",
];

/// Endings of names that are given within a house, and that no public server has.
const NEAR: &[&str] =
    &["localhost", "local", "internal", "test", "lan", "home.arpa", "localhost.localstack.cloud"];

/// Lets a rehearsal go to this machine, to private addresses and to names within a house; anywhere else only where
/// somebody says that it is an emulator. To AWS it never goes.
pub fn guard(url: &str, is_emulator: bool) -> Result<(), Failure> {
    let host = host(url);
    let is_below = |domains: &[&str]| {
        domains.iter().any(|domain| host == *domain || host.ends_with(&format!(".{domain}")))
    };
    if is_below(AWS) {
        let message = format!("{host} is AWS itself, and a dry run never goes there");
        let help = "leave --on out for the sandbox, or name an emulator: --on http://localhost:4566; \
                    `scaffold plan` shows what would change on AWS";
        return Err(Failure::refused(message, help));
    }
    let is_near = match host.parse::<IpAddr>() {
        Ok(address) => is_private(address),
        Err(_) => !host.contains('.') || is_below(NEAR),
    };
    if is_near || is_emulator {
        return Ok(());
    }
    let message =
        format!("{host} is neither this machine nor a private address, so a dry run does not go there");
    Err(Failure::refused(message, "if it is an emulator all the same, add --emulator"))
}

/// `localhost` of `http://localhost:4566/path`, in lower case and without a last dot.
fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// Link-local addresses are not: at one of them cloud machines get their credentials.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => {
            is_private_6(address) || address.to_ipv4_mapped().is_some_and(|v4| is_private(IpAddr::V4(v4)))
        }
    }
}

fn is_private_6(address: Ipv6Addr) -> bool {
    address.is_loopback() || address.is_unique_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_endpoints_are_gone_to_unasked() {
        for near in [
            "http://localhost:4566",
            "http://127.0.0.1:5000/",
            "http://[::1]:80",
            "http://10.1.2.3:4566",
            "http://192.168.0.7",
            "http://[fd00::1]:4566",
            "http://[::ffff:10.0.0.1]",
            "http://localstack:4566",
            "http://host.docker.internal:4566",
            "https://localhost.localstack.cloud:4566",
            "http://moto.ci.svc.cluster.local",
        ] {
            assert!(guard(near, false).is_ok(), "{near}");
        }
        for far in [
            "https://emulator.example.com",
            "http://8.8.8.8",
            "http://169.254.169.254",
            "http://[2001:db8::1]",
        ] {
            assert!(guard(far, false).is_err(), "{far}");
            assert!(guard(far, true).is_ok(), "{far}");
        }
    }

    #[test]
    fn aws_is_never_gone_to() {
        for aws in [
            "https://ec2.us-east-1.amazonaws.com",
            "https://EC2.US-EAST-1.AMAZONAWS.COM./",
            "https://vpce-1-abc.ec2.us-east-1.vpce.amazonaws.com",
            "https://ec2.cn-north-1.amazonaws.com.cn",
            "https://ec2.us-east-1.api.aws",
            "http://localhost@ec2.us-east-1.amazonaws.com:443/",
        ] {
            for is_emulator in [false, true] {
                assert!(guard(aws, is_emulator).is_err(), "{aws}");
            }
        }
    }
}
