use scaffold_blueprint::Input;

use crate::offline::{file, judge};

/// A blueprint of any bytes.
pub fn blueprint(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    judge(&Input { files: vec![file("blueprint.toml", &text)], ..Input::default() });
}
