use scaffold_model::did_you_mean;

/// "did you mean …", or what there is to choose from.
pub(crate) fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(help) = did_you_mean(word, candidates.iter().copied()) {
        return Some(help);
    }
    let quoted: Vec<String> = candidates.iter().map(|candidate| format!("`{candidate}`")).collect();
    (!quoted.is_empty() && quoted.len() <= 20).then(|| format!("known here: {}", quoted.join(", ")))
}
