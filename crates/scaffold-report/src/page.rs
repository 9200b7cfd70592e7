//! Comments on pull requests.

use crate::style::{count, one_line};

/// GitHub takes no longer comment.
pub const MARKDOWN_LIMIT: usize = 65_536;

/// Kept free for what says how much was left out.
const RESERVE: usize = 512;

/// Text that never grows beyond its room.
pub(crate) struct Page {
    pub text: String,
    room: usize,
    /// Where the whole is to be seen.
    whole: &'static str,
}

impl Page {
    /// Begins with what is never left out.
    pub fn new(head: String, whole: &'static str) -> Self {
        Self { text: head, room: MARKDOWN_LIMIT - RESERVE, whole }
    }

    pub fn fits(&self, more: &str) -> bool {
        self.text.len() + more.len() <= self.room
    }

    /// Appends whole blocks while they fit, and says how many did not. Saying so takes from the reserve.
    pub fn push_blocks(&mut self, blocks: &[String], what: &str) {
        let fitting = blocks.iter().take_while(|block| {
            let fits = self.fits(block);
            if fits {
                self.text.push_str(block);
            }
            fits
        });
        let left_out = blocks.len() - fitting.count();
        if left_out > 0 {
            let left_out = count(left_out, what);
            let whole = self.whole;
            self.text.push_str(&format!("\n_{left_out} more: too long for a comment, see {whole}._\n"));
        }
    }
}

/// A fence of backticks that nothing in a text ends.
pub(crate) fn fence(text: &str) -> String {
    "`".repeat(longest_run(text).max(2) + 1)
}

fn longest_run(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// The beginning of a text that could be of any length.
pub(crate) fn cut(text: &str) -> String {
    let mut beginning: String = text.chars().take(200).collect();
    if beginning.len() < text.len() {
        beginning.push('…');
    }
    beginning
}

/// Text between backticks, whatever is in it, fit for a table.
pub(crate) fn code(text: &str) -> String {
    let text = one_line(text).replace('|', "\\|");
    let ticks = "`".repeat(longest_run(&text) + 1);
    if ticks.len() == 1 { format!("`{text}`") } else { format!("{ticks} {text} {ticks}") }
}

/// Words of anybody's, fit for a table and a paragraph: no markup of theirs works.
pub(crate) fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '@' => escaped.push_str("&#64;"),
            '|' | '*' | '[' | ']' | '\\' | '~' | '#' => escaped.extend(['\\', c]),
            other => escaped.push(other),
        }
    }
    escaped
}
