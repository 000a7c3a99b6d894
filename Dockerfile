# docker build -t mnist-playground . && docker run -p 8501:8501 -v mnist-runs:/app/runs mnist-playground
FROM python:3.11-slim

RUN useradd --create-home --uid 1000 playground
WORKDIR /app

# What the app needs, without its tests.
COPY requirements.txt .
RUN sed '/^# Its tests/,$d' requirements.txt > app.txt && pip install --no-cache-dir -r app.txt

COPY . .
RUN mkdir -p runs && chown 1000 runs
USER 1000
VOLUME /app/runs

EXPOSE 8501
HEALTHCHECK --start-period=30s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://localhost:8501/_stcore/health', timeout=3)"]
CMD ["streamlit", "run", "app.py", "--server.headless=true"]
