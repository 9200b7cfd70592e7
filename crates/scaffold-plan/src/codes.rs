use scaffold_model::Code;

macro_rules! codes {
    ($( $name:ident = $text:literal : $explanation:literal ; )*) => {
        $( pub(crate) const $name: &Code = &Code { name: $text, explanation: $explanation }; )*

        /// Every reason for which a plan is refused.
        pub const CODES: &[&Code] = &[ $( $name ),* ];
    };
}

codes! {
    COPY = "copied-identity":
        "A live resource carries this stack's tags but not the name that they were made for: it is a copy, \
         made for example by restoring a snapshot with tags. It is shown, and never used, changed or deleted.\n\n\
         Take it in with `scaffold import ADDRESS ID` after removing the original, or remove its \
         `scaffold:` tags to make it nobody's.";
    CANNOT_CHANGE = "cannot-change":
        "The attribute cannot be changed on a live resource, and replacing the resource would disturb \
         everything that lives in it, so that is never done unasked.\n\n\
         Put the old value back, add a new resource beside the old one and move over, or, of what holds no \
         data, ask for the replacement with `--replace ADDRESS`. What AWS changes in steps alone is applied \
         step by step: the help names the next one.";
    DATA_LOSS = "data-loss":
        "The plan would delete something that holds data: its block was taken out or renamed, an attribute \
         was changed that AWS cannot change, or everything is to go.\n\n\
         Put the block or the value back; say a new name with `[[moved]]`; move the data to another resource \
         first. Allow it by name with `--allow-data-loss ADDRESS`, once you are sure that nothing in it is \
         needed. Replicas hold no data of their own.";
    DEPOSED_DATA = "deposed-data":
        "Two live resources that hold data have one address. Which one is right is for you to say: delete \
         the other by `--allow-data-loss PHYSICAL_ID`, or untag it.";
    FOREIGN_USER = "foreign-user":
        "Something that this stack does not own uses a resource that the plan would delete. AWS would refuse \
         the deletion half-way, so the plan is refused before it begins.\n\n\
         Remove or move the user first, or keep the resource.";
    NO_SUCH_NAME = "no-such-parameter-name":
        "A group sets a parameter that AWS does not list for its family.\n\n\
         The help names the nearest one there is. Families differ by engine and major version.";
    NO_PARAMETER = "no-such-parameter":
        "An attribute is said as a parameter of Systems Manager that the stack's region does not have.\n\n\
         Check the path and the region, or write the value out.";
    NO_PREFIX_LIST = "no-such-prefix-list":
        "A rule names a prefix list of AWS's own that the stack's region does not have.\n\n\
         `aws ec2 describe-managed-prefix-lists` shows those it has. CloudFront's is \
         `com.amazonaws.global.cloudfront.origin-facing`.";
    PROTECTED = "protected":
        "The plan would delete or replace a live resource that is protected from deletion. The live resource \
         says so, whatever the blueprint says now: a block that was taken out can say nothing.\n\n\
         Switch its protection off in the blueprint and apply that by itself first: unprotecting and deleting \
         are two runs.";
    STILL_USED = "still-used":
        "A resource that stays refers by its physical id to a resource that the plan would delete.\n\n\
         Refer to it by address, or keep it.";
    TOO_FEW_ZONES = "too-few-zones":
        "The region has fewer zones than the blueprint asks for. Lower `zones`, or choose another region.";
    NO_UPGRADE_PATH = "no-upgrade-path":
        "AWS upgrades a version of an engine to some later ones only, and not to the one that is asked for. It \
         may lie too far: then the way goes by a version in between, in an apply of its own. Or it is not there \
         yet.\n\n\
         The help lists where AWS goes from the live version.";
    UPGRADE_APART = "upgrade-apart":
        "A version goes up that a replica cannot follow. AWS upgrades the replicas of a PostgreSQL primary in \
         its region along with it to the next major version, and never by themselves; those in other regions \
         it leaves behind without replication. All other upgrades go to replicas first, and a source never \
         gets ahead of its replicas.\n\n\
         Say the same version of both, or say none of the replica. Take a replica in another region out \
         first and put it back after the upgrade.";
    UPGRADE_IN_WINDOW = "upgrade-in-window":
        "A database goes to another major version, and its changes wait for the maintenance window. The \
         settings of the other family and the replicas have to move with the version, step by step, and what \
         they replace goes last: none of that can wait for an hour that nobody watches.\n\n\
         Try the upgrade on a copy (`restore_from_snapshot`). Then say `apply = \"now\"` and apply when a \
         downtime suits; put the window back afterwards.";
    UNKNOWN_ADDRESS = "unknown-address":
        "`--target`, `--exclude` or `--replace` names an address that neither the blueprint nor the live stack \
         has, so the plan would not be what was meant. `scaffold graph --of resources` lists the addresses \
         of the blueprint, `scaffold show` those that are live.";
    NOT_IN_BLUEPRINT = "not-in-blueprint":
        "A resource can be imported only at an address that the blueprint asks for. Write the block first, \
         then import, then plan.";
    ALREADY_LIVE = "already-live":
        "A live resource of this stack has that address already, or the resource has another address of it. Two \
         resources cannot share an address, and none has two: `[[moved]]` says what something is called now.";
    WRONG_KIND = "wrong-kind-to-import":
        "The physical id belongs to another kind than the address asks for.";
    OWNED_BY_ANOTHER_STACK = "owned-by-another-stack":
        "The resource carries the identity of another stack. Take it out of that one first: remove its \
         block there and its `scaffold:` tags, or it would be changed from two sides.";
    NOT_IN_OTHER_STACK = "not-in-other-stack":
        "A reference names something of another stack (`@network/vpc.main`) that does not live there, not yet \
         or no longer. `@network/…` is the stack `network` in this stack's environment and region; \
         `@network/prod/…` says another environment, `@network//…` none.\n\n\
         Apply the other stack first, or correct the reference.";
    NOT_IMPORTABLE = "not-importable":
        "A complete set belongs to its parent: import the parent. A layer's mark stands in its versions, which \
         nothing changes: let a new one be made.";
}
