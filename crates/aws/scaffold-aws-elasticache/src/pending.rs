use aws_sdk_elasticache::types::CacheCluster;

/// What waits for the window of a node, with the window, for people to read; nothing where nothing does.
pub(crate) fn waiting(node: &CacheCluster) -> Option<String> {
    let pending = node.pending_modified_values()?;
    let nodes = |count: Option<i32>| count.map(|count| count.to_string());
    let changes = [
        (
            "engine_version",
            node.engine_version().map(str::to_owned),
            pending.engine_version().map(str::to_owned),
        ),
        (
            "node_type",
            node.cache_node_type().map(str::to_owned),
            pending.cache_node_type().map(str::to_owned),
        ),
        ("nodes", nodes(node.num_cache_nodes()), nodes(pending.num_cache_nodes())),
    ];
    let words: Vec<String> = changes
        .into_iter()
        .filter_map(|(name, before, after)| {
            let after = after.filter(|after| !after.is_empty())?;
            Some(match before {
                Some(before) => format!("{name} {before} -> {after}"),
                None => format!("{name} {after}"),
            })
        })
        .collect();
    let window = node.preferred_maintenance_window().map(|window| format!("the maintenance window {window}"));
    let window = window.unwrap_or_else(|| "the next maintenance window".to_owned());
    (!words.is_empty()).then(|| format!("waits for {window}: {}", words.join(", ")))
}

#[cfg(test)]
mod tests {
    use aws_sdk_elasticache::types::PendingModifiedValues;

    use super::*;

    #[test]
    fn what_waits_is_told_with_its_window() {
        let node = CacheCluster::builder()
            .cache_node_type("cache.r7g.large")
            .engine_version("8.0")
            .preferred_maintenance_window("sun:05:00-sun:06:00");
        assert_eq!(waiting(&node.clone().build()), None);
        let none = PendingModifiedValues::builder().build();
        assert_eq!(waiting(&node.clone().pending_modified_values(none).build()), None);
        let pending = PendingModifiedValues::builder().cache_node_type("cache.r7g.xlarge").build();
        assert_eq!(
            waiting(&node.pending_modified_values(pending).build()).as_deref(),
            Some(
                "waits for the maintenance window sun:05:00-sun:06:00: node_type cache.r7g.large -> \
                 cache.r7g.xlarge"
            )
        );
    }
}
