#define BROADCAST(name, op) \
  void F(name##_row)(const T *x, size_t xs, const T *v, T *y, size_t ys, size_t rows, size_t cols) { for (size_t i = 0; i < rows; ++i) for (size_t j = 0; j < cols; ++j) y[i * ys + j] = x[i * xs + j] op v[j]; } \
  void F(name##_col)(const T *x, size_t xs, const T *v, T *y, size_t ys, size_t rows, size_t cols) { for (size_t i = 0; i < rows; ++i) for (size_t j = 0; j < cols; ++j) y[i * ys + j] = x[i * xs + j] op v[i]; }
BROADCAST(add, +) BROADCAST(sub, -) BROADCAST(mul, *) BROADCAST(div, /)
#undef BROADCAST
#define COMPARE(name, op) \
  void F(name)(const T *x, const T *z, uint8_t *m, size_t n) { for (size_t i = 0; i < n; ++i) m[i] = x[i] op z[i]; } \
  void F(name##_vs)(const T *x, T s, uint8_t *m, size_t n) { for (size_t i = 0; i < n; ++i) m[i] = x[i] op s; }
COMPARE(lt, <) COMPARE(le, <=) COMPARE(gt, >) COMPARE(ge, >=) COMPARE(eq, ==) COMPARE(ne, !=)
#undef COMPARE
void F(isnan)(const T *x, uint8_t *m, size_t n) { for (size_t i = 0; i < n; ++i) m[i] = x[i] != x[i]; }
void F(isinf)(const T *x, uint8_t *m, size_t n) { for (size_t i = 0; i < n; ++i) m[i] = M(fabs)(x[i]) == INFINITY; }
void F(isfinite)(const T *x, uint8_t *m, size_t n) { for (size_t i = 0; i < n; ++i) m[i] = M(fabs)(x[i]) < INFINITY; }
void F(select)(const uint8_t *m, const T *a, const T *b, T *y, size_t n) { for (size_t i = 0; i < n; ++i) y[i] = m[i] ? a[i] : b[i]; }
T F(sum)(const T *x, size_t n) { double s = 0; for (size_t i = 0; i < n; ++i) s += x[i]; return (T)s; }
T F(sum_kahan)(const T *x, size_t n) { long double s = 0; for (size_t i = 0; i < n; ++i) s += x[i]; return (T)s; }
T F(sumsq)(const T *x, size_t n) { double s = 0; for (size_t i = 0; i < n; ++i) s += (double)x[i] * x[i]; return (T)s; }
T F(sumabs)(const T *x, size_t n) { double s = 0; for (size_t i = 0; i < n; ++i) s += M(fabs)(x[i]); return (T)s; }
T F(mean)(const T *x, size_t n) { return F(sum)(x, n) / (T)n; }
T F(prod)(const T *x, size_t n) { double s = 1; for (size_t i = 0; i < n; ++i) s *= x[i]; return (T)s; }
T F(dot)(const T *x, const T *z, size_t n) { double s = 0; for (size_t i = 0; i < n; ++i) s += (double)x[i] * z[i]; return (T)s; }
void F(var)(const T *x, size_t n, T *mean, T *m2) { double m = 0, s = 0; for (size_t i = 0; i < n; ++i) m += x[i]; m /= (double)n; for (size_t i = 0; i < n; ++i) s += (x[i] - m) * (x[i] - m); *mean = (T)m; *m2 = (T)s; }
void F(moments)(const T *x, size_t n, T *out) { double m = 0, s[3] = {0, 0, 0}; for (size_t i = 0; i < n; ++i) m += x[i]; m /= (double)n; for (size_t i = 0; i < n; ++i) { double d = x[i] - m; s[0] += d * d; s[1] += d * d * d; s[2] += d * d * d * d; } out[0] = (T)m; for (int k = 0; k < 3; ++k) out[k + 1] = (T)s[k]; }
void F(minmax)(const T *x, size_t n, T *min, T *max) { T a = INFINITY, b = -INFINITY; for (size_t i = 0; i < n; ++i) { a = x[i] < a || x[i] != x[i] ? x[i] : a; b = x[i] > b || x[i] != x[i] ? x[i] : b; if (a != a) { b = a; break; } } *min = a; *max = b; }
T F(min)(const T *x, size_t n) { T a, b; F(minmax)(x, n, &a, &b); return a; }
T F(max)(const T *x, size_t n) { T a, b; F(minmax)(x, n, &a, &b); return b; }
static size_t F(argbest)(const T *x, size_t n, T s) { size_t k = 0; if (n == 0) return 0; for (size_t i = 0; i < n; ++i) { if (x[i] != x[i]) return i; if (s * x[i] > s * x[k]) k = i; } return k; }
size_t F(argmin)(const T *x, size_t n) { return F(argbest)(x, n, -1); }
size_t F(argmax)(const T *x, size_t n) { return F(argbest)(x, n, 1); }
size_t F(first_nonfinite)(const T *x, size_t n) { for (size_t i = 0; i < n; ++i) if (!(M(fabs)(x[i]) < INFINITY)) return i; return n; }
int F(all_finite)(const T *x, size_t n) { return F(first_nonfinite)(x, n) == n; }
T F(logsumexp)(const T *x, size_t n) { T m = F(max)(x, n); if (!(M(fabs)(m) < INFINITY)) return m; double s = 0; for (size_t i = 0; i < n; ++i) s += exp((double)x[i] - m); return (T)(m + log(s)); }
void F(cumsum)(const T *x, T *y, size_t n) { T s = 0; for (size_t i = 0; i < n; ++i) y[i] = s += x[i]; }
void F(cumprod)(const T *x, T *y, size_t n) { T s = 1; for (size_t i = 0; i < n; ++i) y[i] = s *= x[i]; }
void F(sum_rows)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { for (size_t i = 0; i < rows; ++i) y[i] = F(sum)(x + i * xs, cols); }
void F(sum_cols)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { T *c = malloc(rows * sizeof(T) + 1); for (size_t j = 0; j < cols; ++j) { for (size_t i = 0; i < rows; ++i) c[i] = x[i * xs + j]; y[j] = F(sum)(c, rows); } free(c); }
void F(mean_rows)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { for (size_t i = 0; i < rows; ++i) y[i] = F(mean)(x + i * xs, cols); }
void F(mean_cols)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { T *c = malloc(rows * sizeof(T) + 1); for (size_t j = 0; j < cols; ++j) { for (size_t i = 0; i < rows; ++i) c[i] = x[i * xs + j]; y[j] = F(mean)(c, rows); } free(c); }
void F(min_rows)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { for (size_t i = 0; i < rows; ++i) y[i] = F(min)(x + i * xs, cols); }
void F(min_cols)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { T *c = malloc(rows * sizeof(T) + 1); for (size_t j = 0; j < cols; ++j) { for (size_t i = 0; i < rows; ++i) c[i] = x[i * xs + j]; y[j] = F(min)(c, rows); } free(c); }
void F(max_rows)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { for (size_t i = 0; i < rows; ++i) y[i] = F(max)(x + i * xs, cols); }
void F(max_cols)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { T *c = malloc(rows * sizeof(T) + 1); for (size_t j = 0; j < cols; ++j) { for (size_t i = 0; i < rows; ++i) c[i] = x[i * xs + j]; y[j] = F(max)(c, rows); } free(c); }
void F(sumsq_rows)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { for (size_t i = 0; i < rows; ++i) y[i] = F(sumsq)(x + i * xs, cols); }
void F(sumsq_cols)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { T *c = malloc(rows * sizeof(T) + 1); for (size_t j = 0; j < cols; ++j) { for (size_t i = 0; i < rows; ++i) c[i] = x[i * xs + j]; y[j] = F(sumsq)(c, rows); } free(c); }
void F(logsumexp_rows)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { for (size_t i = 0; i < rows; ++i) y[i] = F(logsumexp)(x + i * xs, cols); }
void F(logsumexp_cols)(const T *x, size_t xs, size_t rows, size_t cols, T *y) { T *c = malloc(rows * sizeof(T) + 1); for (size_t j = 0; j < cols; ++j) { for (size_t i = 0; i < rows; ++i) c[i] = x[i * xs + j]; y[j] = F(logsumexp)(c, rows); } free(c); }
void F(var_rows)(const T *x, size_t xs, size_t rows, size_t cols, T *mean, T *m2) { for (size_t i = 0; i < rows; ++i) F(var)(x + i * xs, cols, mean + i, m2 + i); }
void F(var_cols)(const T *x, size_t xs, size_t rows, size_t cols, T *mean, T *m2) { T *c = malloc(rows * sizeof(T) + 1); for (size_t j = 0; j < cols; ++j) { for (size_t i = 0; i < rows; ++i) c[i] = x[i * xs + j]; F(var)(c, rows, mean + j, m2 + j); } free(c); }
void F(argmax_rows)(const T *x, size_t xs, size_t rows, size_t cols, int64_t *y) { for (size_t i = 0; i < rows; ++i) y[i] = (int64_t)F(argmax)(x + i * xs, cols); }
void F(argmax_cols)(const T *x, size_t xs, size_t rows, size_t cols, int64_t *y) { T *c = malloc(rows * sizeof(T) + 1); for (size_t j = 0; j < cols; ++j) { for (size_t i = 0; i < rows; ++i) c[i] = x[i * xs + j]; y[j] = (int64_t)F(argmax)(c, rows); } free(c); }
void F(argmin_rows)(const T *x, size_t xs, size_t rows, size_t cols, int64_t *y) { for (size_t i = 0; i < rows; ++i) y[i] = (int64_t)F(argmin)(x + i * xs, cols); }
void F(argmin_cols)(const T *x, size_t xs, size_t rows, size_t cols, int64_t *y) { T *c = malloc(rows * sizeof(T) + 1); for (size_t j = 0; j < cols; ++j) { for (size_t i = 0; i < rows; ++i) c[i] = x[i * xs + j]; y[j] = (int64_t)F(argmin)(c, rows); } free(c); }
void F(softmax)(const T *x, size_t xs, T *y, size_t ys, size_t rows, size_t cols) { for (size_t i = 0; i < rows; ++i, x += xs, y += ys) { T m = F(max)(x, cols); double s = 0; for (size_t j = 0; j < cols; ++j) s += exp((double)x[j] - m); for (size_t j = 0; j < cols; ++j) y[j] = (T)(exp((double)x[j] - m) / s); } }
void F(log_softmax)(const T *x, size_t xs, T *y, size_t ys, size_t rows, size_t cols) { for (size_t i = 0; i < rows; ++i, x += xs, y += ys) { T m = F(max)(x, cols); double s = 0; for (size_t j = 0; j < cols; ++j) s += exp((double)x[j] - m); double l = m + log(s); for (size_t j = 0; j < cols; ++j) y[j] = (T)(x[j] - l); } }
void F(layer_norm)(const T *x, size_t xs, const T *gamma, const T *beta, T eps, T *y, size_t ys, T *mean, T *rstd, size_t rows, size_t cols) {
  for (size_t i = 0; i < rows; ++i, x += xs, y += ys) { T m, m2; F(var)(x, cols, &m, &m2); T r = 1 / M(sqrt)(m2 / (T)cols + eps); for (size_t j = 0; j < cols; ++j) y[j] = (x[j] - m) * r * (gamma ? gamma[j] : 1) + (beta ? beta[j] : 0); if (mean) mean[i] = m; if (rstd) rstd[i] = r; } }
void F(rms_norm)(const T *x, size_t xs, const T *gamma, T eps, T *y, size_t ys, T *rstd, size_t rows, size_t cols) {
  for (size_t i = 0; i < rows; ++i, x += xs, y += ys) { T r = 1 / M(sqrt)(F(sumsq)(x, cols) / (T)cols + eps); for (size_t j = 0; j < cols; ++j) y[j] = x[j] * r * (gamma ? gamma[j] : 1); if (rstd) rstd[i] = r; } }
void F(transpose)(const T *x, size_t xs, T *y, size_t ys, size_t rows, size_t cols) { for (size_t i = 0; i < rows; ++i) for (size_t j = 0; j < cols; ++j) y[j * ys + i] = x[i * xs + j]; }
void F(copy_strided)(const T *x, ptrdiff_t xr, ptrdiff_t xc, T *y, ptrdiff_t yr, ptrdiff_t yc, size_t rows, size_t cols) { for (size_t i = 0; i < rows; ++i) for (size_t j = 0; j < cols; ++j) y[(ptrdiff_t)i * yr + (ptrdiff_t)j * yc] = x[(ptrdiff_t)i * xr + (ptrdiff_t)j * xc]; }
void F(gather_rows)(const T *x, size_t xs, const int64_t *k, size_t count, T *y, size_t ys, size_t cols) { for (size_t i = 0; i < count; ++i) memcpy(y + i * ys, x + (size_t)k[i] * xs, cols * sizeof(T)); }
void F(fill)(T s, T *y, size_t n) { for (size_t i = 0; i < n; ++i) y[i] = s; }
void F(iota)(T start, T step, T *y, size_t n) { for (size_t i = 0; i < n; ++i) y[i] = (T)((double)start + (double)i * (double)step); }
