use std::collections::BTreeMap;

use scaffold_model::{Diagnostic, Origin, Severity, SourceFile};
use serde_json::{Value, json};

use super::report::severity_word;

/// Diagnostics for programs: `{ "format": 1, "diagnostics": […], "errors": 0, "warnings": 0 }`.
/// Lines and columns count from 1, columns in characters; bytes from 0.
pub fn diagnostics_json(diagnostics: &[Diagnostic], sources: &[SourceFile]) -> String {
    let list: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let labels: Vec<Value> = diagnostic
                .labels
                .iter()
                .map(|label| {
                    let Origin { file, start, end, line } = &label.origin;
                    let place = region(&label.origin, sources);
                    json!({
                        "file": file, "line": line, "column": place.column,
                        "end_line": place.end_line, "end_column": place.end_column,
                        "start": start, "end": end, "text": label.text,
                    })
                })
                .collect();
            json!({
                "code": diagnostic.code.name,
                "severity": severity_word(diagnostic.severity),
                "message": diagnostic.message,
                "labels": labels,
                "help": diagnostic.help,
            })
        })
        .collect();
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let whole = json!({
        "format": 1,
        "diagnostics": list,
        "errors": errors,
        "warnings": diagnostics.len() - errors,
    });
    format!("{whole:#}\n")
}

/// Diagnostics as SARIF 2.1.0, for code scanning.
pub fn diagnostics_sarif(diagnostics: &[Diagnostic], sources: &[SourceFile], version: &str) -> String {
    let rules: BTreeMap<&str, Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let code = diagnostic.code;
            let rule = json!({
                "id": code.name,
                "fullDescription": { "text": code.explanation },
                "help": { "text": code.explanation, "markdown": code.explanation },
            });
            (code.name, rule)
        })
        .collect();
    let results: Vec<Value> =
        diagnostics.iter().map(|diagnostic| sarif_result(diagnostic, sources)).collect();
    let whole = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "scaffold", "version": version,
                "rules": rules.into_values().collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{whole:#}\n")
}

fn sarif_result(diagnostic: &Diagnostic, sources: &[SourceFile]) -> Value {
    let locations: Vec<Value> = diagnostic
        .labels
        .iter()
        .map(|label| {
            let place = region(&label.origin, sources);
            json!({
                "physicalLocation": {
                    "artifactLocation": { "uri": label.origin.file },
                    "region": {
                        "startLine": label.origin.line, "startColumn": place.column,
                        "endLine": place.end_line, "endColumn": place.end_column,
                    },
                },
                "message": { "text": label.text },
            })
        })
        .collect();
    let (first, related) = locations.split_at(locations.len().min(1));
    let help = diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    json!({
        "ruleId": diagnostic.code.name,
        "level": severity_word(diagnostic.severity),
        "message": { "text": format!("{}{help}", diagnostic.message) },
        "locations": first,
        "relatedLocations": related,
    })
}

struct Region {
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// Columns by the text; 1 where the text is not known.
fn region(origin: &Origin, sources: &[SourceFile]) -> Region {
    let text = sources.iter().find(|file| file.name == origin.file).map_or("", |file| file.text.as_str());
    let column = |at: usize| {
        let before = text.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        line.chars().count() + 1
    };
    let inside = text.get(origin.start..origin.end).unwrap_or_default();
    Region {
        column: column(origin.start),
        end_line: origin.line + inside.matches('\n').count(),
        end_column: column(origin.end),
    }
}
