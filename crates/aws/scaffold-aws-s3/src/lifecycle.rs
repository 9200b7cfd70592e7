//! Rules of a life cycle in S3's words and ours.

use std::collections::BTreeMap;

use aws_sdk_s3::error::BuildError;
use aws_sdk_s3::types::{
    AbortIncompleteMultipartUpload, ExpirationStatus, LifecycleExpiration, LifecycleRule as Told,
    LifecycleRuleAndOperator, LifecycleRuleFilter, NoncurrentVersionExpiration, NoncurrentVersionTransition,
    Tag, Transition as ToldTransition, TransitionStorageClass,
};
use scaffold_kinds::Choice;
use scaffold_kinds::s3::{LifecycleRule, NoncurrentTransition, StorageClass, Transition};

/// As S3 takes a number.
pub(crate) fn number(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Whether a rule says something that ours have no word for: a date, or a class of storage.
fn says_more(told: &Told) -> bool {
    let unknown = |class: Option<&TransitionStorageClass>| {
        class.is_none_or(|class| StorageClass::from_word(class.as_str()).is_none())
    };
    told.expiration().is_some_and(|told| told.date().is_some())
        || told.transitions().iter().any(|told| told.days().is_none() || unknown(told.storage_class()))
        || told
            .noncurrent_version_transitions()
            .iter()
            .any(|told| told.noncurrent_days().is_none() || unknown(told.storage_class()))
}

/// As the kind has it. A rule that says more has another name, so that it equals none of a blueprint: it is seen
/// in the plan before it is overwritten.
#[allow(deprecated, reason = "rules that were written long ago have their prefix beside the filter")]
pub(crate) fn read(told: Told) -> LifecycleRule {
    let class = |class: Option<TransitionStorageClass>| StorageClass::from_word(class?.as_str());
    let more = if says_more(&told) { " (with a date or a storage class that has no word here)" } else { "" };
    let (prefix, object_tags, min_bytes, max_bytes) = filter_of(told.filter);
    let prefix = prefix.or(told.prefix.filter(|prefix| !prefix.is_empty()));
    let noncurrent = told.noncurrent_version_expiration;
    let transitions = told.transitions.unwrap_or_default().into_iter().filter_map(|told| {
        Some(Transition { days: i64::from(told.days?), storage_class: class(told.storage_class)? })
    });
    let later = told.noncurrent_version_transitions.unwrap_or_default().into_iter().filter_map(|told| {
        Some(NoncurrentTransition {
            days: i64::from(told.noncurrent_days?),
            storage_class: class(told.storage_class)?,
            keep: told.newer_noncurrent_versions.map(i64::from),
        })
    });
    LifecycleRule {
        name: told.id.unwrap_or_default() + more,
        enabled: told.status == ExpirationStatus::Enabled,
        prefix,
        object_tags,
        min_bytes,
        max_bytes,
        expire_days: told.expiration.as_ref().and_then(|told| told.days).map(i64::from),
        expire_delete_markers: told
            .expiration
            .is_some_and(|told| told.expired_object_delete_marker == Some(true)),
        transitions: transitions.collect(),
        noncurrent_expire_days: noncurrent.as_ref().and_then(|told| told.noncurrent_days).map(i64::from),
        noncurrent_keep: noncurrent.and_then(|told| told.newer_noncurrent_versions).map(i64::from),
        noncurrent_transitions: later.collect(),
        abort_uploads_days: told
            .abort_incomplete_multipart_upload
            .and_then(|told| told.days_after_initiation)
            .map(i64::from),
    }
}

type Conditions = (Option<String>, BTreeMap<String, String>, Option<i64>, Option<i64>);

/// Of which objects a rule is.
fn filter_of(filter: Option<LifecycleRuleFilter>) -> Conditions {
    let filter = filter.unwrap_or_else(|| LifecycleRuleFilter::builder().build());
    let named = |tags: Vec<Tag>| tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
    let said = |prefix: Option<String>| prefix.filter(|prefix| !prefix.is_empty());
    match filter.and {
        Some(and) => (
            said(and.prefix),
            named(and.tags.unwrap_or_default()),
            // Where nothing is said S3 may tell a zero.
            and.object_size_greater_than.filter(|least| *least > 0),
            and.object_size_less_than,
        ),
        None => (
            said(filter.prefix),
            named(filter.tag.into_iter().collect()),
            filter.object_size_greater_than,
            filter.object_size_less_than,
        ),
    }
}

/// One condition stands by itself, several stand in `And`, and none is the empty prefix.
fn filter(rule: &LifecycleRule) -> Result<LifecycleRuleFilter, BuildError> {
    let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
    let mut tags = rule.object_tags.iter().map(tag).collect::<Result<Vec<Tag>, _>>()?;
    let others = [rule.prefix.is_some(), rule.min_bytes.is_some(), rule.max_bytes.is_some()];
    let conditions = tags.len() + others.into_iter().filter(|is_said| *is_said).count();
    if conditions > 1 {
        let and = LifecycleRuleAndOperator::builder()
            .set_prefix(rule.prefix.clone())
            .set_tags((!tags.is_empty()).then_some(tags))
            .set_object_size_greater_than(rule.min_bytes)
            .set_object_size_less_than(rule.max_bytes);
        return Ok(LifecycleRuleFilter::builder().and(and.build()).build());
    }
    let prefix = if conditions == 0 { Some(String::new()) } else { rule.prefix.clone() };
    let filter = LifecycleRuleFilter::builder().set_prefix(prefix).set_tag(tags.pop());
    Ok(filter.set_object_size_greater_than(rule.min_bytes).set_object_size_less_than(rule.max_bytes).build())
}

pub(crate) fn written(rule: &LifecycleRule) -> Result<Told, BuildError> {
    let class = |class: StorageClass| TransitionStorageClass::from(class.word());
    let expires = rule.expire_days.is_some() || rule.expire_delete_markers;
    let expiration = LifecycleExpiration::builder()
        .set_days(rule.expire_days.map(number))
        .set_expired_object_delete_marker(rule.expire_delete_markers.then_some(true));
    let noncurrent = rule.noncurrent_expire_days.map(|days| {
        NoncurrentVersionExpiration::builder()
            .noncurrent_days(number(days))
            .set_newer_noncurrent_versions(rule.noncurrent_keep.map(number))
            .build()
    });
    let transitions = rule.transitions.iter().map(|to| {
        let transition = ToldTransition::builder().days(number(to.days));
        transition.storage_class(class(to.storage_class)).build()
    });
    let later = rule.noncurrent_transitions.iter().map(|to| {
        NoncurrentVersionTransition::builder()
            .noncurrent_days(number(to.days))
            .storage_class(class(to.storage_class))
            .set_newer_noncurrent_versions(to.keep.map(number))
            .build()
    });
    let abort = rule
        .abort_uploads_days
        .map(|days| AbortIncompleteMultipartUpload::builder().days_after_initiation(number(days)).build());
    let status = if rule.enabled { ExpirationStatus::Enabled } else { ExpirationStatus::Disabled };
    Told::builder()
        .id(&rule.name)
        .status(status)
        .filter(filter(rule)?)
        .set_expiration(expires.then(|| expiration.build()))
        .set_transitions((!rule.transitions.is_empty()).then(|| transitions.collect()))
        .set_noncurrent_version_expiration(noncurrent)
        .set_noncurrent_version_transitions(
            (!rule.noncurrent_transitions.is_empty()).then(|| later.collect()),
        )
        .set_abort_incomplete_multipart_upload(abort)
        .build()
}
