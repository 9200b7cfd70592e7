use scaffold_model::digest;

use crate::record::Record;

/// What tells one record's id from all others', those that had its name before it, too.
fn seed(record: &Record) -> String {
    let tags: Vec<&str> = record.tags.values().map(String::as_str).collect();
    digest(format!("{}|{}|{}", record.key.kind, record.number, tags.join("|")).as_bytes())
}

/// `E0123456789ABC`, as CloudFront numbers distributions.
pub(super) fn short(record: &Record) -> String {
    format!("E{}", seed(record)[..13].to_ascii_uppercase())
}

/// A UUID, as CloudFront numbers policies.
pub(super) fn uuid(record: &Record) -> String {
    let seed = seed(record);
    let part = |from: usize, to: usize| &seed[from..to];
    format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32))
}
