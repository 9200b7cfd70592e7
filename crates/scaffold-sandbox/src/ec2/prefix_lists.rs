/// The ids of AWS's own prefix lists, by name.
pub(crate) fn prefix_list(name: &str) -> Option<&'static str> {
    const LISTS: &[(&str, &str)] = &[
        ("com.amazonaws.global.cloudfront.origin-facing", "pl-3b927c52"),
        ("com.amazonaws.global.groundstation", "pl-0e5696d987d033653"),
    ];
    LISTS.iter().find(|(known, _)| *known == name).map(|(_, id)| *id)
}
