use scaffold_model::{CloudId, ServiceCost};

use crate::style::{count, duration, one_line};

/// A ledger that was named. Without one the head says what nobody prevents.
pub(crate) fn ledger_words(ledger: &str) -> String {
    match ledger {
        "none" => "no ledger: two runs at once are not kept apart, and there is no history".to_owned(),
        place => one_line(&format!("ledger {place}")),
    }
}

/// `account 123456789012, region us-east-1, sandbox .scaffold/sandbox`.
pub(crate) fn cloud_words(cloud: &CloudId) -> String {
    let CloudId { account, region, endpoint } = cloud;
    let where_to = match endpoint.as_deref() {
        None => "AWS".to_owned(),
        Some(endpoint) => match endpoint.strip_prefix("sandbox:") {
            Some(directory) if !directory.is_empty() => format!("sandbox in {directory}"),
            Some(_) => "sandbox in memory".to_owned(),
            None => format!("endpoint {endpoint}"),
        },
    };
    one_line(&format!("account {account}, region {region}, {where_to}"))
}

/// `42 calls to ec2 in 1.3 s`, service by service; nothing where nothing was called.
pub(crate) fn cost_words(costs: &[ServiceCost]) -> Option<String> {
    let parts: Vec<String> = costs
        .iter()
        .map(|ServiceCost { service, calls, seconds }| {
            let service = one_line(service);
            format!("{} to {service} in {}", count(*calls as usize, "call"), duration(*seconds))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
