//! Takes a connection to AWS. Gives the providers of CloudWatch Logs kinds. Never plans.
