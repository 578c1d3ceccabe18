"""Golden values of the forecasters: statsmodels on the airline passengers and Seattle's temperatures.

Run: /work/venv/py/bin/python forecasting.py
"""

import gzip
import json
import pathlib
import warnings

import numpy
import pandas
import statsmodels
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.holtwinters import ExponentialSmoothing

warnings.filterwarnings("ignore")
root = pathlib.Path(__file__).resolve().parents[3] / "Sources/Datasets/Resources"
air = pandas.read_csv(gzip.open(root / "airline_passengers.csv.gz"))
weather = pandas.read_csv(gzip.open(root / "seattle_weather.csv.gz"))
print(air.columns.tolist(), weather.columns.tolist(), len(air), len(weather))
passengers = air.iloc[:, -1].to_numpy(float)
temperature = weather["temp_max"].to_numpy(float)[:400]


def smooth(y, parameters=None, **options):
    model = ExponentialSmoothing(y, initialization_method="heuristic", **options)
    if parameters:
        fit = model.fit(optimized=False, **parameters)
    else:
        fit = model.fit(minimize_kwargs={"tol": 1e-14, "options": {"maxiter": 5000}})
    return {"sse": float(fit.sse), "forecast": numpy.asarray(fit.forecast(14)).tolist(),
            "parameters": [float(numpy.nan_to_num(fit.params[k] or 0)) for k in ("smoothing_level", "smoothing_trend", "smoothing_seasonal", "damping_trend")]}


def arima(y, order, seasonal=(0, 0, 0, 0), trend=None):
    w = numpy.asarray(y, float)
    # The exact likelihood of the differenced series, forecasts undone by hand.
    from statsmodels.tsa.statespace.sarimax import SARIMAX
    model = SARIMAX(w, order=order, seasonal_order=seasonal, trend=None, simple_differencing=True,
                    enforce_stationarity=True, enforce_invertibility=True) if trend is None else \
        ARIMA(w, order=order, trend="c")
    best = None
    for start in (None, "zero"):
        kwargs = {} if start is None else {"start_params": numpy.append(numpy.zeros(len(model.start_params) - 1), model.start_params[-1])}
        if trend is None:
            fit = model.fit(disp=False, maxiter=2000, method="lbfgs", pgtol=1e-12, factr=10, **kwargs)
            fit = model.fit(disp=False, maxiter=5000, method="nm", start_params=fit.params, xtol=1e-10, ftol=1e-14)
        else:
            fit = model.fit(method="statespace", method_kwargs={"maxiter": 2000, "pgtol": 1e-12, "factr": 10})
        if best is None or fit.llf > best.llf:
            best = fit
    return {"parameters": best.params.tolist(), "names": list(model.param_names), "llf": float(best.llf),
            "forecast": best.forecast(6).tolist()}


result = {
    "version": statsmodels.__version__,
    "passengers": passengers.tolist(),
    "temperature": temperature.tolist(),
    "given": {
        "additive": smooth(passengers, dict(smoothing_level=0.3, smoothing_trend=0.1, smoothing_seasonal=0.2), trend="add", seasonal="add", seasonal_periods=12),
        "multiplicative": smooth(passengers, dict(smoothing_level=0.4, smoothing_trend=0.05, smoothing_seasonal=0.3), trend="add", seasonal="mul", seasonal_periods=12),
        "damped": smooth(passengers, dict(smoothing_level=0.4, smoothing_trend=0.2, smoothing_seasonal=0.3, damping_trend=0.9), trend="add", damped_trend=True, seasonal="mul", seasonal_periods=12),
        "level": smooth(temperature, dict(smoothing_level=0.6)),
        "holt": smooth(temperature, dict(smoothing_level=0.6, smoothing_trend=0.1), trend="add"),
        "week": smooth(temperature, dict(smoothing_level=0.5, smoothing_seasonal=0.1), seasonal="add", seasonal_periods=7),
    },
    "found": {
        "additive": smooth(passengers, trend="add", seasonal="add", seasonal_periods=12),
        "multiplicative": smooth(passengers, trend="add", seasonal="mul", seasonal_periods=12),
        "damped": smooth(passengers, trend="add", damped_trend=True, seasonal="mul", seasonal_periods=12),
        "level": smooth(temperature),
    },
    "arima": {
        "airline": arima(numpy.log(passengers), (0, 1, 1), (0, 1, 1, 12)),
        "seasonalAR": arima(numpy.log(passengers), (1, 1, 0), (1, 1, 0, 12)),
        "ar2": arima(temperature, (2, 0, 0), trend="c"),
        "arma": arima(temperature, (1, 0, 1), trend="c"),
        "arma212": arima(temperature, (2, 1, 2)),
    },
}
for group in ("given", "found", "arima"):
    for name, values in result[group].items():
        print(group, name, values.get("parameters"), values.get("sse"), values.get("llf"), values.get("names"))
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result))
