/// The special functions that distributions are made of, in double precision.
public enum Special {}
