use scaffold_blueprint::Input;

use crate::offline::{file, judge};

/// The line between the two texts of one input.
const BETWEEN: &str = "\n#---\n";

/// A blueprint and what is laid over it. Nothing laid over it changes nothing.
pub fn overlay(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (below, above) = text.split_once(BETWEEN).unwrap_or((&text, ""));
    let with = |overlays: &[&str]| {
        let overlays = overlays.iter().enumerate();
        judge(&Input {
            files: vec![file("blueprint.toml", below)],
            overlays: overlays.map(|(index, text)| file(&format!("over-{index}.toml"), text)).collect(),
            environment: Some("prod".to_owned()),
            ..Input::default()
        })
    };
    let mut plain = with(&[]);
    let mut covered = with(&[""]);
    // The digest is of the texts, and there is one more.
    plain.resources.digest.clear();
    covered.resources.digest.clear();
    assert_eq!(plain, covered);
    if !above.is_empty() {
        with(&[above]);
    }
}
