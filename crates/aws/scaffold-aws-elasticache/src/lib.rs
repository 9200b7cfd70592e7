//! Takes a connection to AWS. Gives the providers of ElastiCache kinds. Never plans.
