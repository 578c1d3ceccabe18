// Names for a template that is included once for each element type: here `double`.
#undef T
#undef F
#undef M
#undef LANES
#define T double
#define F(name) cairn_##name##_f64
#define M(name) name
#define LANES 8
