use console::Term;

/// How text is laid out and whether it is coloured. Colour repeats what words and symbols say already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences are written.
    pub colour: bool,
    /// Columns that lines are wrapped to.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self::plain()
    }
}

impl Style {
    /// No colour, 100 columns: files, pipes and tests.
    pub const fn plain() -> Self {
        Self { colour: false, width: 100 }
    }

    /// As wide as the terminal, within reason: very long lines are hard to read.
    #[must_use]
    pub fn fitting_terminal(self) -> Self {
        let columns = Term::stdout().size_checked().or_else(|| Term::stderr().size_checked());
        let width = columns.map_or(self.width, |(_, columns)| usize::from(columns).clamp(40, 120));
        Self { width, ..self }
    }

    pub(crate) fn strong(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(crate) fn quiet(self, text: &str) -> String {
        self.paint("2", text)
    }

    pub(crate) fn gain(self, text: &str) -> String {
        self.paint("32", text)
    }

    pub(crate) fn change(self, text: &str) -> String {
        self.paint("33", text)
    }

    /// Red, and nothing but loss is.
    pub(crate) fn loss(self, text: &str) -> String {
        self.paint("31", text)
    }

    pub(crate) fn moved(self, text: &str) -> String {
        self.paint("36", text)
    }

    fn paint(self, sequence: &str, text: &str) -> String {
        if self.colour && !text.is_empty() {
            format!("\u{1b}[{sequence}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Text that came from outside, on one line and without what a terminal obeys.
pub(crate) fn one_line(text: &str) -> String {
    text.chars().map(|c| if is_obeyed(c) { ' ' } else { c }).collect()
}

/// Text that came from outside, without what a terminal obeys or what turns the text around it. Lines
/// stay, and so does the length in bytes, which places are counted by.
pub(crate) fn harmless(text: &str) -> String {
    let mut rest = text.chars().peekable();
    let mut clean = String::with_capacity(text.len());
    while let Some(c) = rest.next() {
        let stays = matches!(c, '\n' | '\t') || (c == '\r' && rest.peek() == Some(&'\n'));
        clean.push(match c.len_utf8() {
            _ if stays || !is_obeyed(c) => c,
            1 => '?',
            2 => '¿',
            _ => '\u{fffd}',
        });
    }
    clean
}

/// The same, but colours stay.
pub(crate) fn with_colours_alone(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for (index, piece) in text.split("\u{1b}[").enumerate() {
        let is_colour = piece
            .split_once('m')
            .is_some_and(|(codes, _)| codes.chars().all(|c| c.is_ascii_digit() || c == ';'));
        if index > 0 {
            clean.push_str(if is_colour { "\u{1b}[" } else { "?[" });
        }
        clean.push_str(&harmless(piece));
    }
    clean
}

/// Whether a terminal does something with it, or turns the text around it.
fn is_obeyed(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `1 error`, `2 errors`.
pub(crate) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// `850 ms`, `12 s`, `3 min 5 s`.
pub(crate) fn duration(seconds: f64) -> String {
    if seconds < 0.95 {
        format!("{:.0} ms", (seconds * 1000.0).max(0.0))
    } else if seconds < 10.0 {
        format!("{seconds:.1} s")
    } else if seconds < 120.0 {
        format!("{seconds:.0} s")
    } else {
        let whole = seconds as u64;
        format!("{} min {} s", whole / 60, whole % 60)
    }
}

/// One line of someone's text: tabs stay, other control characters are shown as escapes.
pub(crate) fn printable(line: &str) -> String {
    let mut printed = String::with_capacity(line.len());
    for c in line.trim_end_matches(['\n', '\r']).chars() {
        if is_obeyed(c) && c != '\t' { printed.extend(c.escape_debug()) } else { printed.push(c) }
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_of_others_never_reach_a_terminal() {
        assert_eq!(one_line("a\u{1b}[31m\nb\u{202e}"), "a [31m b ");
        let text = "a\r\n\tb\rc\u{9b}2J\u{202e}d";
        assert_eq!(harmless(text), "a\r\n\tb?c¿2J\u{fffd}d");
        assert_eq!(harmless(text).len(), text.len());
        let text = "\u{1b}[1;31mred\u{1b}[0m \u{1b}[2J\u{1b}]0;title\u{7}";
        assert_eq!(with_colours_alone(text), "\u{1b}[1;31mred\u{1b}[0m ?[2J?]0;title?");
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(duration(0.85), "850 ms");
        assert_eq!(duration(1.34), "1.3 s");
        assert_eq!(duration(42.2), "42 s");
        assert_eq!(duration(185.0), "3 min 5 s");
    }

    #[test]
    fn colour_is_optional() {
        assert_eq!(Style::plain().loss("x"), "x");
        assert_eq!(Style { colour: true, width: 80 }.loss("x"), "\u{1b}[31mx\u{1b}[0m");
    }
}
