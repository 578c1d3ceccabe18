// Names for a template that is included once for each element type: here `double`.
#undef T
#undef F
#undef N
#undef M
#undef LANES
#define T double
#define F(name) cairn_##name##_f64      // an exported kernel
#define N(name) name##_f64              // a function of one element
#define M(name) name                    // a function of libm
#define LANES 8                         // elements in 64 bytes, the widest vector
