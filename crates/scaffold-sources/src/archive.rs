//! Code as Lambda takes it: the same files give the same bytes on every machine.

use std::io::{Cursor, Write};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use scaffold_model::Archive;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::code_error::CodeError;
use crate::tree::{Entry, Form};

/// Bytes that a function may have unpacked, with its layers (AWS Lambda, quotas).
const MOST_UNPACKED: u64 = 250 << 20;
/// How hard is tried; part of what makes the bytes what they are.
const LEVEL: i64 = 6;

/// An archive and what is known of it.
fn measured(bytes: Vec<u8>, unpacked: u64) -> Archive {
    let sha256 = STANDARD.encode(Sha256::digest(&bytes));
    Archive { sha256, packed: bytes.len() as u64, unpacked, bytes: Some(Arc::new(bytes)) }
}

/// Packs entries in their order: one entry's bytes are held at a time, beside the archive.
pub(crate) fn pack<P>(
    entries: &[Entry<P>],
    mut read: impl FnMut(&Entry<P>) -> Result<Vec<u8>, CodeError>,
) -> Result<Archive, CodeError> {
    let unpacked = entries.iter().map(|entry| entry.size).sum();
    if entries.is_empty() {
        return Err(CodeError::Empty);
    }
    if unpacked > MOST_UNPACKED {
        return Err(CodeError::TooLarge { size: unpacked, limit: MOST_UNPACKED, largest: largest(entries) });
    }
    let failed = |error: zip::result::ZipError| CodeError::Packing(error.to_string());
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let bytes = read(entry)?;
        let options = options(entry.form);
        if entry.form == Form::Link {
            let target = inside(&entry.path, &bytes)?;
            writer.add_symlink(entry.path.as_str(), target, options).map_err(failed)?;
        } else {
            writer.start_file(entry.path.as_str(), options).map_err(failed)?;
            writer.write_all(&bytes).map_err(|error| CodeError::Packing(error.to_string()))?;
        }
    }
    Ok(measured(writer.finish().map_err(failed)?.into_inner(), unpacked))
}

/// An archive that somebody else packed.
pub(crate) fn packed(bytes: Vec<u8>) -> Result<Archive, CodeError> {
    let failed = |error: zip::result::ZipError| CodeError::NotZip(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(failed)?;
    if archive.is_empty() {
        return Err(CodeError::Empty);
    }
    let mut unpacked = 0;
    for index in 0..archive.len() {
        unpacked += archive.by_index_raw(index).map_err(failed)?.size();
    }
    if unpacked > MOST_UNPACKED {
        return Err(CodeError::TooLarge { size: unpacked, limit: MOST_UNPACKED, largest: None });
    }
    Ok(measured(bytes, unpacked))
}

/// Everything that may differ between machines is said.
fn options(form: Form) -> SimpleFileOptions {
    let mode = if form == Form::File { 0o644 } else { 0o755 };
    SimpleFileOptions::DEFAULT
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(mode)
        .system(zip::System::Unix)
}

/// The target of a link, which must be below the directory.
fn inside<'a>(path: &str, target: &'a [u8]) -> Result<&'a str, CodeError> {
    let Ok(target) = std::str::from_utf8(target) else {
        return Err(CodeError::NameNotText(path.into()));
    };
    let mut depth = path.matches('/').count();
    for step in target.split('/') {
        let below = match step {
            "" | "." => Some(depth),
            ".." => depth.checked_sub(1),
            _ => Some(depth + 1),
        };
        let below = below.filter(|_| !target.starts_with('/'));
        let out = || CodeError::LinkOut { path: path.to_owned(), target: target.to_owned() };
        depth = below.ok_or_else(out)?;
    }
    Ok(target)
}

/// What at the top of the directory has most of its bytes.
fn largest<P>(entries: &[Entry<P>]) -> Option<(String, u64)> {
    let mut sizes = std::collections::BTreeMap::<&str, u64>::new();
    for entry in entries {
        let top = entry.path.split('/').next().unwrap_or_default();
        *sizes.entry(top).or_default() += entry.size;
    }
    sizes.into_iter().max_by_key(|(_, size)| *size).map(|(top, size)| (top.to_owned(), size))
}
