use scaffold_model::TextRule;

use crate::choice;

choice! {
    /// When changes that disturb are made.
    pub enum Apply {
        /// In the maintenance window.
        Window = "window",
        /// At once.
        Now = "now",
    }
}

choice! {
    /// Address families of nodes.
    pub enum NetworkType {
        /// IPv4.
        Ipv4 = "ipv4",
        /// IPv6.
        Ipv6 = "ipv6",
        /// Both.
        DualStack = "dual_stack",
    }
}

choice! {
    /// The addresses that clients are told.
    pub enum IpDiscovery {
        /// IPv4.
        Ipv4 = "ipv4",
        /// IPv6.
        Ipv6 = "ipv6",
    }
}

choice! {
    /// Whether clients must encrypt.
    pub enum TransitEncryptionMode {
        /// They may.
        Preferred = "preferred",
        /// They must.
        Required = "required",
    }
}

choice! {
    /// When a write counts as done.
    pub enum Durability {
        /// As AWS chooses for engine, version and cluster mode.
        Default = "default",
        /// Before it is kept in several zones.
        Async = "async",
        /// When it is kept in several zones.
        Sync = "sync",
        /// It is kept in memory alone.
        Disabled = "disabled",
    }
}

/// `sun:05:00-sun:06:00`.
pub(super) const MAINTENANCE_WINDOW: TextRule = TextRule::Described {
    words: "a window of the week in UTC: `sun:05:00-sun:06:00`",
    fits: is_maintenance_window,
};

/// `05:00-06:00`.
pub(super) const SNAPSHOT_WINDOW: TextRule =
    TextRule::Described { words: "a window of the day in UTC: `05:00-06:00`", fits: is_snapshot_window };

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn is_time(text: &str) -> bool {
    text.len() == 5
        && text.split_once(':').is_some_and(|(hours, minutes)| {
            let below = |text: &str, limit: u8| {
                text.len() == 2 && text.parse::<u8>().is_ok_and(|number| number < limit)
            };
            below(hours, 24) && below(minutes, 60)
        })
}

fn is_snapshot_window(text: &str) -> bool {
    text.split_once('-').is_some_and(|(begin, end)| is_time(begin) && is_time(end))
}

fn is_maintenance_window(text: &str) -> bool {
    let is_moment =
        |text: &str| text.split_once(':').is_some_and(|(day, time)| DAYS.contains(&day) && is_time(time));
    text.split_once('-').is_some_and(|(begin, end)| is_moment(begin) && is_moment(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_days_and_times() {
        assert!(is_snapshot_window("05:00-06:00") && is_maintenance_window("sun:23:30-mon:00:30"));
        for wrong in ["05:00", "5:00-6:00", "24:00-25:00", "05:00-06:60", "sun:05:00-sun:06:00"] {
            assert!(!is_snapshot_window(wrong), "{wrong}");
        }
        for wrong in ["Sun:05:00-Sun:06:00", "05:00-06:00", "day:05:00-sun:06:00"] {
            assert!(!is_maintenance_window(wrong), "{wrong}");
        }
    }
}
